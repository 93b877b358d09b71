"""A few documents on their way through the pipeline, and the facts planted in them."""

from keywords.basics.waiting import eventually
from keywords.contract import simulators
from keywords.contract.answers import Answer, correlation
from keywords.contract.people import ENDS, Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.facts import (
    foreign_passages,
    in_answer,
    in_passages,
    in_text,
    search,
    share_of_facts,
)
from keywords.experiments.documents.outcomes import (
    note_ends,
    observe_cost,
    plain,
    process_at_once,
    process_document,
)
from keywords.figures.pipeline_history import judge_history, stages_completed
from keywords.running.catalogue import control, experiment, informs
from keywords.world import World


@experiment(
    "one document",
    (
        "history violations",
        "stages completed",
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
    """One generated document, from its upload until it is embedded, searched and asked about."""
    person = world.person()
    spent = simulators.cost_cents(world)
    uploaded = person.upload(generate("one document", pages=3, table=True))
    ended = poll_until_end(person, uploaded)
    observe_cost(ended, simulators.cost_cents(world) - spent)
    note_ends([ended])
    judge_history(world, [uploaded])
    stages_completed(world, uploaded)
    facts, text = uploaded.document.facts, person.content(uploaded.document_id)
    observe_chunks(world, {uploaded: text})
    words = plain(text)
    share_of_facts("facts in the parsed text", facts, lambda fact: in_text(plain(fact.sentence), words, uploaded))
    share_of_facts("facts found by search", facts, lambda fact: search(person, fact, uploaded))
    answers = {fact: person.ask(fact.question) for fact in facts}
    share_of_facts("facts answered by the agent", facts, lambda fact: in_answer(fact, answers[fact], person, uploaded))
    share_of_facts(
        "answers with a source for the fact",
        facts,
        lambda fact: in_passages(fact, shown := answers[fact]["sources"], shown, user=person.user_id),
    )


def poll_until_end(person: Person, uploaded: Uploaded) -> Answer:
    """Poll as a page would, until the job ends; observe in how many stages the progress grew."""
    polls: list[Answer] = []

    def poll() -> Answer:
        polls.append(person.job(uploaded.job_id))
        return polls[-1]

    ended = eventually(poll, lambda job: job["state"] in ENDS, "a job to end")
    with possible("stages with growing progress"):
        done = [job["progress"]["total_pct"] for job in polls]
        most = {str(job["stage"]): (done[n], max(done[:n], default=0)) for n, job in enumerate(polls)}
        grown = {str(job["stage"]) for n, job in enumerate(polls) if done[n] > max(done[:n], default=0)}
        cases = [
            Case.judged(stage, stage in grown, f"more than {before} %", f"{now} %", **uploaded.ids)
            for stage, (now, before) in most.items()
        ]
        count("stages with growing progress", cases)
    return ended


@experiment(
    "five documents at once",
    (
        "history violations",
        "documents embedded",
        "simultaneous uploads",
        informs("documents in work at the same time", "a row judges it where twenty documents compete for the workers"),
        "facts found by search",
    ),
    documents=5,
    pages=2,
)
def five_documents(world: World) -> None:
    """One user uploads five documents at the same moment."""
    person = world.person()
    uploads = process_at_once(world, person, [generate(f"five at once {n}", pages=2) for n in range(5)])
    source = {fact: uploaded for uploaded in uploads for fact in uploaded.document.facts}
    share_of_facts("facts found by search", list(source), lambda fact: search(person, fact, source[fact]))


@experiment(
    "twenty documents at once",
    ("history violations", "documents embedded", "simultaneous uploads", "documents in work at the same time"),
    documents=20,
    pages=1,
)
def twenty_documents(world: World) -> None:
    """One user uploads twenty small documents at the same moment, so workers compete for the same jobs."""
    process_at_once(world, world.person(), [generate(f"twenty at once {n}", pages=1, paragraphs=2) for n in range(20)])


@experiment(
    "isolation between two users",
    (control("own facts found", "== 100 %"), "another user's facts found", "another user's documents opened"),
    documents=2,
)
def isolation(world: World) -> None:
    """Two users with a document each try to open and to find the document of the other."""
    owner, other = world.two_people()
    private = process_document(owner, "isolation owner")
    ids = {"document_id": private.document_id, "job_id": private.job_id}
    calls = [call for call in ("document", "content", "job") if world.environment.has(call)]
    hidden, success, opened = world.environment.refusals.hidden, world.environment.success, Cases()
    for call in calls:
        answer = other.call(call, **ids)
        if owner.call(call, **ids).status_code == success.of(call):
            who = {"user": other.user_id, "owner": owner.user_id, "document": private.document_id}
            seen = f"{answer.status_code} {answer.text}" if answer.is_success else answer.status_code
            what = f"{call} of another user's document"
            opened.append(Case.judged(what, not answer.is_success, hidden, seen, **who, **correlation(answer)))
    count("another user's documents opened", opened)
    process_document(other, "isolation other")
    facts = private.document.facts
    share_of_facts("own facts found", facts, lambda fact: search(owner, fact, private))
    count("another user's facts found", foreign_passages(other, facts, private))
