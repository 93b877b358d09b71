"""Many documents at once: how long they take, what they cost, and whether their users wait for each other."""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle

import httpx

from keywords.basics.threads import Pool
from keywords.basics.waiting import eventually
from keywords.contract.answers import Answer, correlation
from keywords.contract.histories import events_of, records_of
from keywords.contract.history_reader import moment
from keywords.contract.people import ENDS, Person, Uploaded, needs
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import Document, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, p95, possible, rate, ratio, share, timing
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends, upload_if_accepted
from keywords.figures.own_clock import CONTRADICTED, OwnClock, ahead_of, contradicted
from keywords.figures.pipeline_history import judge_history
from keywords.figures.resource_use import USAGE, usage_observed
from keywords.history.records import DONE, STAGE_DONE
from keywords.history.stage_times import by_stage, slowest
from keywords.running.catalogue import experiment
from keywords.world import World

USERS, EACH, SENDERS = 6, 10, 12
PAGES = (1, 1, 2, 1, 1, 3, 1, 1, 1, 4)  # of each user's documents; most are short, and one is long
SLACK_SECONDS = 1  # between what a worker records and when it has written it
MANY, FEW, SHORTEST_QUEUE = 40, 3, 8
WHOLE = 100  # percent
Announced = tuple[Document, httpx.Response, datetime]


@experiment(
    "sixty documents from six users",
    (
        "documents embedded",
        "history violations",
        "time to embedded p95",
        "time to embedded median",
        "documents per minute",
        "workers that processed jobs",
        "stages with a measured time",
        "processing time explained by the stages",
        "share of time in the slowest stage",
        *USAGE,
        CONTRADICTED,
        "users served",
        "uploads in the job list",
    ),
    alone=True,
    users=USERS,
    documents=USERS * EACH,
    pages=list(PAGES),
    languages=list(LANGUAGES),
)
def sixty_documents(world: World) -> None:
    """Six users upload ten documents each, all at once, and poll their lists of jobs until every job has ended.

    The documents have one to four pages, some a table, and every third is in another language than English.

    A user is served when all of their documents are embedded.
    """
    people = [world.person() for _ in range(USERS)]
    documents = [one_of_sixty(n) for n in range(USERS * EACH)]
    clock = OwnClock()
    with usage_observed(world, documents=len(documents)):
        began = time.monotonic()
        with step("Upload all documents at once", f"{len(documents)} documents"), Pool(SENDERS) as pool:
            uploads = list(pool.map(Person.upload, cycle(people), documents))
        wait_for_ends(people, uploads, clock)
        minutes = (time.monotonic() - began) / 60
    seconds = [clock.ended[each.job_id] - each.at.timestamp() for each in uploads]
    observe_recorded_times(world, uploads, clock)
    jobs = [person.job(uploaded.job_id) for person, uploaded in zip(cycle(people), uploads, strict=False)]
    note_ends(jobs)
    judge_history(world, uploads)
    done = [job["state"] == DONE for job in jobs]
    embedded = [took for took, ok in zip(seconds, done, strict=True) if ok]
    timing("time to embedded p95", embedded, by=p95)
    timing("time to embedded median", embedded, by=statistics.median)
    cases = [Case.judged("a document", ok, **each.ids) for each, ok in zip(uploads, done, strict=True)]
    rate("documents per minute", cases, minutes)
    left = defaultdict[str, list[str]](list)
    for uploaded, job in zip(uploads, jobs, strict=True):
        if job["state"] != DONE:
            left[uploaded.user_id].append(uploaded.job_id)
    served = [Case.of("documents not done", 0, len(left[person.user_id]), user=person.user_id) for person in people]
    count("users served", served)
    listed = {str(job["job_id"]) for person in people for job in person.jobs()}
    cases = [Case.judged("a job in its user's list", each.job_id in listed, **each.ids) for each in uploads]
    share("uploads in the job list", cases)
    observe_stages(world, uploads)


def one_of_sixty(number: int) -> Document:
    others = [name for name in LANGUAGES if name != "en"]
    language = others[number // 3 % len(others)] if number % 3 == 2 else "en"
    pages = PAGES[number // USERS]  # document `number` is of user `number % USERS`
    return generate(f"sixty {number}", pages=pages, paragraphs=3, table=number % 5 == 0, language=language)


@step("Poll the lists of jobs until every job has ended")
def wait_for_ends(people: Sequence[Person], uploads: Sequence[Uploaded], clock: OwnClock) -> None:
    """Poll the lists of jobs until every job has ended, and note by the suite's own clock what they say.

    A job that is missing from its list is polled on its own.
    """

    def poll() -> int:
        for person in people:
            asked = time.time()
            listed = {str(job["job_id"]): job for job in person.jobs()}
            answered = time.time()
            for each in uploads:
                if each.user_id == person.user_id and each.job_id not in clock.ended:
                    job = listed.get(each.job_id) or person.job(each.job_id)
                    clock.saw(each.job_id, str(job["state"]), asked, answered if each.job_id in listed else time.time())
        return len(uploads) - len(clock.ended)

    eventually(poll, lambda left: left == 0, "every document to end", 180)


def observe_recorded_times(world: World, uploads: Sequence[Uploaded], clock: OwnClock) -> None:
    """Observe which recorded times lie outside what the suite saw, with the two clocks held against each other."""
    before = time.time()
    ahead = ahead_of(before, moment(world.database()), time.time())
    records = records_of(world, uploads)
    count(CONTRADICTED, contradicted(clock, records.accepted, records.jobs, ahead, SLACK_SECONDS))


def observe_stages(world: World, uploads: Sequence[Uploaded]) -> None:
    """Observe where the time went, by the pipeline's own events."""
    needs(world.environment, "events")
    records = records_of(world, uploads)
    spent = by_stage(records.events)
    measured = [
        Case.judged(stage, len(times) == len(uploads), f"{len(uploads)} times", in_words(times))
        for stage in (world.environment.stages if records.events else ())
        for times in [spent.get(stage, ())]
    ]
    count("stages with a measured time", measured)
    whole = sum((job.finished_at - job.created_at).total_seconds() for job in records.jobs if job.finished_at)
    stages = sum(map(sum, spent.values()))
    documents = [Case.judged("a document", True, **uploaded.ids) for uploaded in uploads]
    ratio("processing time explained by the stages", stages, whole, documents if records.jobs else [])
    stage, part = slowest(spent)
    ratio("share of time in the slowest stage", part * stages, stages, documents, detail=stage)
    handled = Counter(event.worker for event in records.events if event.worker)
    workers = [Case.judged(str(worker), True, seen=f"{number} events") for worker, number in handled.items()]
    count("workers that processed jobs", workers)


def in_words(times: Sequence[float]) -> str:
    return f"{len(times)} times, median {1000 * statistics.median(times):.0f} ms" if times else "no time"


@experiment(
    "a light user beside a heavy user",
    ("documents embedded", "heavy user's documents that went first", "history violations"),
    many=MANY,
    few=FEW,
)
def light_user_beside_heavy_user(world: World) -> None:
    """A light user's three documents arrive while forty of a heavy user wait, and do not go last."""
    heavy, light = world.two_people()
    with Pool(SENDERS) as pool:
        with step("The heavy user announces documents", MANY):
            many = list(pool.map(lambda n: announce(heavy, generate(f"one of many {n}", pages=1)), range(MANY)))
        few = [announce(light, generate(f"one of few {n}", pages=1)) for n in range(FEW)]
        with step("The heavy user sends all bytes", MANY):
            queued = list(pool.map(lambda announced: heavy.send(*announced), many))
        arrived = [(light.send(*announced), moment(world.database())) for announced in few]
    uploads = [*queued, *(uploaded for uploaded, _ in arrived)]
    note_ends([*map(heavy.wait_for_end, queued), *(light.wait_for_end(uploaded) for uploaded, _ in arrived)])
    observe_order(world, queued, arrived)
    judge_history(world, uploads)


def announce(person: Person, document: Document) -> Announced:
    """Announce a document whose bytes are sent later."""
    at = datetime.now(UTC)
    return document, person.announce(document), at


def observe_order(world: World, queued: Sequence[Uploaded], arrived: Sequence[tuple[Uploaded, datetime]]) -> None:
    """Observe how many of the queued documents the workers began before those that arrived later."""
    needs(world.environment, "events")
    events = events_of(world, [*queued, *(uploaded for uploaded, _ in arrived)])
    waiting = world.environment.stages[0]
    began = {event.job_id: event.at for event in events if event.type == STAGE_DONE and event.stage == waiting}
    queues = [[one for one in queued if began[one.job_id] > arrival] for _, arrival in arrived]
    cases = [
        Case.judged(
            "a document that waited",
            began[one.job_id] >= began[light.job_id],
            "went later",
            light=light.job_id,
            **one.ids,
        )
        for (light, _), queue in zip(arrived, queues, strict=True)
        for one in queue
    ]
    shortest = min(map(len, queues))
    share(
        "heavy user's documents that went first",
        cases if shortest >= SHORTEST_QUEUE else [],
        detail=f"{shortest} documents waited; only a queue of {SHORTEST_QUEUE} shows who goes first",
    )


@experiment(
    "a returning user's ten documents",
    ("documents embedded", "jobs followed to their end", "documents whose progress only grew", "history violations"),
    documents=10,
    pages=2,
)
def returning_user(world: World) -> None:
    """A registered user signs in again, uploads ten documents at once, and polls each job until it ends."""
    person, polls, ends, told = world.person(), Cases(), list[Answer](), defaultdict[Uploaded, list[Answer]](list)
    person.login()

    def wait(uploaded: Uploaded) -> None:
        def look() -> Answer:
            told[uploaded].append(person.job(uploaded.job_id))
            return told[uploaded][-1]

        with polls.attempt("polling a job", **uploaded.ids):
            ends.append(eventually(look, lambda job: job["state"] in ENDS, "a job to end"))

    with Pool(SENDERS) as pool:
        with step("Upload ten documents at once"):
            uploads = list(pool.map(lambda n: person.upload(generate(f"bulk {n}", pages=2)), range(10)))
        with step("Poll each job until it ends"):
            list(pool.map(wait, uploads))
    share("jobs followed to their end", polls)
    with possible("documents whose progress only grew"):
        grew = [progress(uploaded, jobs) for uploaded, jobs in told.items()]
        share("documents whose progress only grew", [case for case in grew if case])
    note_ends(ends)
    judge_history(world, uploads)


def progress(uploaded: Uploaded, polls: Sequence[Answer]) -> Case | None:
    """Whether the progress that the polls of a document saw never fell, and ended at 100 %.

    None if it had ended before the first poll: then nothing was seen growing.
    """
    if len(polls) == 1:
        return None
    told = [job["progress"]["total_pct"] for job in polls]
    steps = [now for now, before in zip(told, [None, *told], strict=False) if now != before]
    good = steps[0] < WHOLE and steps == sorted(steps) and steps[-1] == WHOLE
    return Case.judged("progress of a job", good, f"growing to {WHOLE} %", ", ".join(map(str, steps)), **uploaded.ids)


@experiment(
    "five documents, three at a time",
    ("accepted documents", "simultaneous uploads", "documents embedded", "documents complete in the database"),
    documents=5,
    concurrency=3,
)
def three_at_a_time(world: World) -> None:
    """Three senders upload five documents; the API and the database must agree that all are complete.

    The first three are announced before any bytes are sent, so they are under way together.
    """
    person, attempts = world.person(), Cases()
    documents = [generate(f"three at a time {number}", pages=2) for number in range(5)]
    with Pool(3) as pool:
        with step("Announce three documents at once") as done:
            announced = list(pool.map(lambda document: announce(person, document), documents[:3]))
            done.saw(", ".join(str(answer.status_code) for _, answer, _ in announced))
        with step("Send their bytes, and two more documents, at once"):
            first = list(pool.map(lambda each: person.send(*each), (each for each in announced if each[1].is_success)))
            more = list(pool.map(lambda document: upload_if_accepted(person, document, attempts), documents[3:]))
    uploads = [*first, *filter(None, more)]
    attempts += [sent_at_once(person, each) for each in announced]
    count("accepted documents", attempts)
    count("simultaneous uploads", attempts[-len(announced) :])
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    whole = complete(world, uploads)
    cases = [Case.judged("done with all chunks", each.document_id in whole, **each.ids) for each in uploads]
    share("documents complete in the database", cases)


def sent_at_once(person: Person, announced: Announced) -> Case:
    document, answer, _ = announced
    success = person.environment.success.upload
    seen = answer.status_code if answer.is_success else f"{answer.status_code} {answer.text}"
    return Case.of(document.filename, success, seen, user=person.user_id, **correlation(answer))


def complete(world: World, uploads: Sequence[Uploaded]) -> set[str]:
    """The documents whose job is done and whose chunks are all there, with their vectors."""
    records, vectors = records_of(world, uploads), world.environment.has("vectors")
    chunks = Counter(
        chunk.document_id for chunk in records.chunks if not chunk.buffered and (chunk.dimension or not vectors)
    )
    return {
        job.document_id
        for job in records.jobs
        if job.state == DONE and (there := chunks[job.document_id]) and job.chunks in (None, there)
    }
