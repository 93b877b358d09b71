"""Documents sent through the pipeline, and what became of the facts planted in them."""

from keywords.basics.waiting import eventually
from keywords.contract import simulators
from keywords.contract.answers import Answer
from keywords.contract.people import ENDS, Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.outcomes import found, note_ends, plain, send, send_at_once, share_of_facts
from keywords.figures.pipeline_history import judge_history, stages_completed
from keywords.running.catalogue import experiment
from keywords.world import World

LEDGER = ("history violations", "stages completed")


@experiment(
    "one document",
    (
        *LEDGER,
        "documents embedded",
        "facts in the parsed text",
        "facts found by search",
        "facts answered by the agent",
        "answers with a source for the fact",
        "words of the text in a chunk",
        "repeated chunks",
        "stages with growing progress",
        "reported cost / actual cost",
    ),
    seed="one document",
    pages=3,
    table=True,
)
def one_document(world: World) -> None:
    """One generated document, from upload until it is embedded, searched and asked about."""
    person = world.person()
    spent = simulators.cost_cents(world)
    uploaded = person.upload(generate("one document", pages=3, table=True))
    ended = follow_to_the_end(person, uploaded)
    simulators.observe_cost(world, ended, simulators.cost_cents(world) - spent)
    note_ends([ended])
    judge_history(world, [uploaded])
    stages_completed(world, uploaded)
    facts = uploaded.document.facts
    text = person.content(uploaded.document_id)
    observe_chunks(world, {uploaded: text})
    said = plain(text)
    share_of_facts("facts in the parsed text", facts, lambda fact: plain(fact.sentence) in said)
    share_of_facts("facts found by search", facts, lambda fact: found(person, fact))
    told = {fact: person.ask(fact.question) for fact in facts}
    share_of_facts("facts answered by the agent", facts, lambda fact: fact.answer in told[fact]["answer"])
    share_of_facts(
        "answers with a source for the fact",
        facts,
        lambda fact: any(fact.answer in source["text"] for source in told[fact]["sources"]),
    )


def follow_to_the_end(person: Person, uploaded: Uploaded) -> Answer:
    """Poll as a page would, until the job ends; observe at how many stages more was done than ever before."""
    polls: list[Answer] = []

    def look() -> Answer:
        polls.append(person.job(uploaded.job_id))
        return polls[-1]

    ended = eventually(look, lambda job: job["state"] in ENDS, "a job to end")
    with possible("stages with growing progress"):
        done = [job["progress"]["total_pct"] for job in polls]
        grown = {job["stage"] for place, job in enumerate(polls) if done[place] > max(done[:place], default=0)}
        figure("stages with growing progress", len(grown), of=polls, samples=done)
    return ended


@experiment(
    "five documents at once",
    ("history violations", "documents embedded", "simultaneous uploads", "facts found by search"),
    documents=5,
    pages=2,
)
def five_documents(world: World) -> None:
    """Five documents of one user, uploaded at the same moment."""
    person = world.person()
    uploads = send_at_once(world, person, [generate(f"five at once {n}", pages=2) for n in range(5)])
    facts = [fact for uploaded in uploads for fact in uploaded.document.facts]
    share_of_facts("facts found by search", facts, lambda fact: found(person, fact))


@experiment(
    "twenty documents at once",
    ("history violations", "documents embedded", "simultaneous uploads"),
    documents=20,
    pages=1,
)
def twenty_documents(world: World) -> None:
    """Twenty small documents of one user at the same moment: workers reach for the same jobs again and again."""
    send_at_once(world, world.person(), [generate(f"twenty at once {n}", pages=1, paragraphs=2) for n in range(20)])


@experiment(
    "isolation between two users",
    ("own facts found", "another user's facts found", "another user's documents opened"),
    documents=2,
)
def two_users(world: World) -> None:
    """Two users with a document each, who look for the other's."""
    owner, other = world.two_people()
    private = send(owner, "isolation owner")
    ids = {"document_id": private.document_id, "job_id": private.job_id}
    calls = [call for call in ("document", "content", "job") if world.environment.has(call)]
    opened = [call for call in calls if other.call(call, **ids).status_code != world.environment.refusals.hidden]
    reachable = [call for call in calls if owner.call(call, **ids).status_code == world.environment.success.of(call)]
    count(
        "another user's documents opened",
        opened,
        of=reachable,
        detail=f"opened: {', '.join(opened)}" if opened else "",
    )
    send(other, "isolation other")
    facts = private.document.facts
    share_of_facts("own facts found", facts, lambda planted: found(owner, planted))
    passages = [passage for planted in facts for passage in other.search(planted.question, k=20)]
    leaked = [p for p in passages if any(planted.answer in p["text"] for planted in facts)]
    count("another user's facts found", leaked, of=passages)
