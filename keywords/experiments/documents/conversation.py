"""A conversation with the agent over several turns."""

from keywords.contract.people import needs
from keywords.documents.pdf import excerpt, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count
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
        facts.expect(fact.question, True, fact.answer in answer["answer"])
        follow_ups.expect(f"the follow-up to {fact.question!r}", True, fact.answer in again["answer"])
        turns.expect(fact.question, [first, first], [known, str(again["conversation_id"])])
        for source in (*answer["sources"], *again["sources"]):
            sources.expect(fact.question, uploaded.document_id, str(source["document_id"]))
    facts.observe("turns answered with the right fact")
    turns.observe("turns kept in one conversation")
    follow_ups.observe("follow-ups answered in context")
    sources.observe("sources from the user's own documents")
    joined = other.call("chat", {"message": FOLLOW_UP, "conversation_id": first})
    detail = f"conversation {first} answered {joined.status_code}"
    count("another user's conversations joined", int(joined.is_success), of=1, detail=detail)
