"""A conversation with the agent over several turns."""

from dataclasses import replace

from keywords.contract.answers import correlation
from keywords.contract.people import needs
from keywords.documents.pdf import excerpt, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.experiments.documents.facts import in_answer, passage_ids
from keywords.running.catalogue import experiment
from keywords.world import World

TURNS = 4
FOLLOW_UP = "And the number again?"  # means nothing without the question before it


@experiment(
    "a conversation over several turns",
    (
        "turns answered with the right fact",
        "turns kept in one conversation",
        "follow-ups answered in context",
        "sources from the user's own documents",
        "another user's conversations joined",
    ),
    turns=TURNS,
)
def conversation(world: World) -> None:
    """A user asks four questions in one conversation, each with the same follow-up, which has a new answer each time.

    Another user owns the same document, and an excerpt with passages nearer to each question.
    """
    needs(world.environment, "chat")
    person, other = world.two_people()
    document = generate("a conversation", pages=TURNS)
    uploaded, foreign = person.upload(document), [other.upload(document), other.upload(excerpt(document))]
    person.wait_for_end(uploaded)
    for each in foreign:
        other.wait_for_end(each)
    facts, turns, follow_ups, sources = Cases(), Cases(), Cases(), Cases()
    known, first = None, ""
    for fact in document.facts:
        answer = person.ask(fact.question, known)
        known = str(answer["conversation_id"])
        first = first or known
        again = person.ask(FOLLOW_UP, known)
        facts.append(in_answer(fact, answer, person, uploaded))
        follow_ups.append(in_answer(replace(fact, question=f"{fact.question} {FOLLOW_UP}"), again, person, uploaded))
        turns.expect(fact.question, [first, first], [known, str(again["conversation_id"])], user=person.user_id)
        for source in (*answer["sources"], *again["sources"]):
            seen = str(source["document_id"])
            sources.expect(fact.question, uploaded.document_id, seen, user=person.user_id, **passage_ids(source))
    share("turns answered with the right fact", facts)
    share("turns kept in one conversation", turns)
    share("follow-ups answered in context", follow_ups)
    share("sources from the user's own documents", sources)
    joined = other.call("chat", {"message": FOLLOW_UP, "conversation_id": first})
    ids = {"user": other.user_id, "owner": person.user_id, "conversation": first, **correlation(joined)}
    seen = f"{joined.status_code} {joined.text}"
    case = Case.judged("joining another user's conversation", not joined.is_success, "a refusal", seen, **ids)
    count("another user's conversations joined", [case])
