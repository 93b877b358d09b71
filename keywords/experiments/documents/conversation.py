"""A conversation with the agent over several turns."""

from keywords.contract.people import needs
from keywords.documents.pdf import excerpt, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import figure
from keywords.running.catalogue import experiment
from keywords.world import World

TURNS = 4
FOLLOW_UP = "And the number again?"  # means nothing without what was asked before


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
    """Four questions in one conversation, each with the same follow-up, which has another answer each time.

    Another user has the same document, so that nothing but the user tells their passages apart, and an excerpt
    whose passages are nearer to each question than those of the whole.
    """
    needs(world.environment, "chat")
    person, other = world.two_people()
    document = generate("a conversation", pages=TURNS)
    uploaded, foreign = person.upload(document), [other.upload(document), other.upload(excerpt(document))]
    person.wait_for_end(uploaded)
    for each in foreign:
        other.wait_for_end(each)
    answered, together, followed, own = Cases(), Cases(), Cases(), Cases()
    known, began = None, ""
    for fact in uploaded.document.facts:
        told = person.ask(fact.question, known)
        known = str(told["conversation_id"])
        began = began or known
        again = person.ask(FOLLOW_UP, known)
        answered.expect(fact.question, True, fact.answer in told["answer"])
        followed.expect(f"the follow-up to {fact.question!r}", True, fact.answer in again["answer"])
        together.expect(fact.question, [began, began], [known, str(again["conversation_id"])])
        for source in (*told["sources"], *again["sources"]):
            own.expect(fact.question, uploaded.document_id, str(source["document_id"]))
    answered.observe("turns answered with the right fact")
    together.observe("turns kept in one conversation")
    followed.observe("follow-ups answered in context")
    own.observe("sources from the user's own documents")
    joined = other.call("chat", {"message": FOLLOW_UP, "conversation_id": began})
    figure(
        "another user's conversations joined",
        int(joined.is_success),
        of=1,
        detail=f"answered {joined.status_code}, conversation {began}",
    )
