"""Documents sent through the pipeline, and what became of the facts planted in them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from keywords.chunk_texts import observe_chunks
from keywords.documents import GeneratedPdf, Planted, generate
from keywords.experiments.registry import experiment
from keywords.people import Person, Uploaded
from keywords.pipeline_history import judge_history, stages_completed
from keywords.recorder import recorder
from keywords.waiting import eventually
from keywords.world import World

CLOSE = 3  # how many of the nearest chunks may be looked at for a fact
LEDGER = {"history violations": "violations", "stages completed": "stages"}


@experiment(
    "one document",
    {**LEDGER, "documents embedded": "%", "facts in the parsed text": "%", "facts found by search": "%",
     "facts answered by the agent": "%", "answers with a source that holds the fact": "%",
     "words of the text in a chunk": "%", "chunks that repeat another": "chunks",
     "stages at which progress grew": "stages"},
    seed="one document", pages=3, table=True,
)  # fmt: skip
def one_document(world: World) -> None:
    """One generated document, from upload until it is embedded, searched and asked about."""
    person = world.person()
    uploaded = person.upload(generate("one document", pages=3, table=True))
    note_ends(world, [follow_to_the_end(person, uploaded)])
    judge_history(world, [uploaded])
    stages_completed(world, uploaded)
    facts = uploaded.document.facts
    text = person.content(uploaded.document_id)
    observe_chunks(world, uploaded, text)
    share("facts in the parsed text", facts, lambda fact: fact.answer in text)
    share("facts found by search", facts, lambda fact: found(person, fact))
    told = {fact: person.ask(fact.question) for fact in facts}
    share("facts answered by the agent", facts, lambda fact: fact.answer in told[fact]["answer"])
    share(
        "answers with a source that holds the fact", facts,
        lambda fact: any(fact.answer in source["text"] for source in told[fact]["sources"]),
    )  # fmt: skip


def follow_to_the_end(person: Person, uploaded: Uploaded) -> dict[str, Any]:
    """Poll as a page would, until the job ends; observe at how many stages more was done than ever before."""
    names, states = person.environment.fields, person.environment.states
    furthest, grown, polls = 0, set[str](), list[float]()

    def look() -> dict[str, Any]:
        nonlocal furthest
        job = person.job(uploaded.job_id)
        done = job["progress"]["total_pct"]
        polls.append(done)
        if done > furthest:
            furthest = done
            grown.add(job[names.stage])
        return job

    ended = eventually(look, lambda job: job[names.state] in (states.done, states.deadletter), "a job to end")
    recorder.observe("stages at which progress grew", len(grown), "stages", population=len(polls), samples=polls)
    return ended


@experiment(
    "five documents at once",
    {"history violations": "violations", "documents embedded": "%", "simultaneous uploads": "uploads",
     "facts found by search": "%"},
    documents=5, pages=2,
)  # fmt: skip
def five_documents(world: World) -> None:
    """Five documents of one user, uploaded at the same moment."""
    person = world.person()
    uploads = send_at_once(world, person, [generate(f"five at once {n}", pages=2) for n in range(5)])
    facts = [fact for uploaded in uploads for fact in uploaded.document.facts]
    share("facts found by search", facts, lambda fact: found(person, fact))


@experiment(
    "twenty documents at once",
    {"history violations": "violations", "documents embedded": "%", "simultaneous uploads": "uploads"},
    documents=20, pages=1,
)  # fmt: skip
def twenty_documents(world: World) -> None:
    """Twenty small documents of one user at the same moment: workers reach for the same jobs again and again."""
    send_at_once(world, world.person(), [generate(f"twenty at once {n}", pages=1, paragraphs=2) for n in range(20)])


def send_at_once(world: World, person: Person, documents: list[GeneratedPdf]) -> list[Uploaded]:
    """Upload all at the same moment, wait for their ends, and judge their histories."""
    with ThreadPoolExecutor(len(documents)) as pool:
        uploads = list(pool.map(person.upload, documents))
    recorder.observe("simultaneous uploads", len(uploads), "uploads", population=len(documents))
    note_ends(world, [person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads)
    return uploads


@experiment(
    "two users",
    {"own facts found": "%", "facts of another user found": "hits", "documents of another user opened": "hits"},
    documents=2,
)  # fmt: skip
def two_users(world: World) -> None:
    """Two users with a document each, who look for the other's."""
    owner, other = world.person(), world.person()
    private, own = send(owner, "isolation owner"), send(other, "isolation other")
    fact = private.document.facts
    share("own facts found", fact, lambda planted: found(owner, planted))
    share_found = [passage for planted in fact for passage in other.search(planted.question, k=20)]
    leaked = [p for p in share_found if any(planted.answer in p["text"] for planted in fact)]
    recorder.observe("facts of another user found", len(leaked), "hits", population=len(share_found))
    paths = world.environment.paths
    tried = [f"{paths.documents}/{private.document_id}", f"{paths.documents}/{private.document_id}/content",
             f"{paths.jobs}/{private.job_id}"]  # fmt: skip
    opened = [path for path in tried if other.http.get(path).status_code != 404]
    reachable = [path for path in tried if owner.http.get(path).status_code == 200]
    recorder.observe(
        "documents of another user opened", len(opened), "hits", population=len(reachable), detail=", ".join(opened)
    )
    assert own.document_id != private.document_id  # noqa: S101 (two uploads, two documents)


def send(person: Person, seed: str) -> Uploaded:
    uploaded = person.upload(generate(seed, pages=2))
    person.wait_for_end(uploaded)
    return uploaded


def found(person: Person, fact: Planted) -> bool:
    return any(fact.answer in passage["text"] for passage in person.search(fact.question, CLOSE))


def share(name: str, facts: Any, good: Any) -> None:
    """Observe the share of the planted facts for which something holds, and name those for which it does not."""
    missed = [fact.sentence for fact in facts if not good(fact)]
    percent = 100 * (len(facts) - len(missed)) / len(facts) if facts else 0
    recorder.observe(name, percent, "%", population=len(facts), detail="; ".join(missed))


def note_ends(world: World, jobs: list[dict[str, Any]]) -> None:
    names, states = world.environment.fields, world.environment.states
    bad = [f"{job[names.job_id]} ended {job[names.state]}: {job.get('last_error')}" for job in jobs
           if job[names.state] != states.done]  # fmt: skip
    share_done = 100 * (len(jobs) - len(bad)) / len(jobs)
    recorder.observe("documents embedded", share_done, "%", population=len(jobs), detail="; ".join(bad))
