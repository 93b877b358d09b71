"""Many documents of several users: how long they take, what that costs, and whether nobody is kept waiting."""

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from keywords.basics.waiting import eventually
from keywords.contract.answers import Answer, expect
from keywords.contract.histories import events_of, records_of
from keywords.contract.history_reader import moment
from keywords.contract.people import ENDS, Person, Uploaded, needs
from keywords.documents.pdf import Document, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure
from keywords.experiments.documents.outcomes import note_ends, upload_if_taken
from keywords.figures.pipeline_history import judge_history
from keywords.figures.resource_use import observe_usage
from keywords.history.records import DONE, STAGE_DONE
from keywords.history.stage_times import by_stage, slowest
from keywords.running.catalogue import experiment
from keywords.world import World

USERS, EACH, SENDERS = 6, 10, 12
MANY, FEW, SHORTEST_QUEUE = 40, 3, 8


@dataclass(frozen=True)
class Sent:
    person: Person
    uploaded: Uploaded


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
        "processor time per document",
        "memory of all processes",
        "users served",
        "uploads in the job list",
    ),
    users=USERS,
    documents=USERS * EACH,
    pages=1,
)
def sixty_documents(world: World) -> None:
    """Six users upload ten small documents each, all at once, and follow them by asking for their lists of jobs.

    A user is served when all of their documents are embedded.
    """
    people = [world.person() for _ in range(USERS)]
    documents = [
        (people[n % USERS], generate(f"sixty {n}", pages=1, paragraphs=3, table=n % 5 == 0))
        for n in range(USERS * EACH)
    ]
    used, began = world.stack.used(), time.monotonic()
    with ThreadPoolExecutor(SENDERS) as pool:
        sent = list(pool.map(lambda one: Sent(one[0], one[0].upload(one[1])), documents))
    ends = follow(sent)
    minutes = (time.monotonic() - began) / 60
    observe_usage(world.stack, used, documents=len(sent))
    jobs = {one: one.person.job(one.uploaded.job_id) for one in sent}
    note_ends(list(jobs.values()))
    judge_history(world, [one.uploaded for one in sent])
    times = [ends[one.uploaded.job_id] for one in sent]
    figure("time to embedded p95", statistics.quantiles(times, n=20)[-1], of=times, samples=times)
    figure("time to embedded median", statistics.median(times), of=times)
    figure("documents per minute", len(sent) / minutes, of=sent)
    waiting = {one.person.user_id for one, job in jobs.items() if job["state"] != DONE}
    figure("users served", len(people) - len(waiting), of=people)
    listed = {str(job["job_id"]) for person in people for job in person.jobs()}
    known = [one for one in sent if one.uploaded.job_id in listed]
    figure("uploads in the job list", 100 * len(known) / len(sent), of=sent)
    observe_stages(world, [one.uploaded for one in sent])


def follow(sent: Sequence[Sent]) -> dict[str, float]:
    """Ask for each user's list of jobs until all have ended, and by itself for a job that is not listed.

    The seconds from upload to end, by job.
    """
    ends: dict[str, float] = {}
    people = list({one.person.user_id: one.person for one in sent}.values())

    def look() -> int:
        listed = {str(job["job_id"]): job for person in people for job in person.jobs()}
        for one in sent:
            job_id = one.uploaded.job_id
            if job_id not in ends and (listed.get(job_id) or one.person.job(job_id))["state"] in ENDS:
                ends[job_id] = time.time() - one.uploaded.at.timestamp()
        return len(sent) - len(ends)

    eventually(look, lambda left: left == 0, "no document to be under way any more", 180)
    return ends


def observe_stages(world: World, uploads: Sequence[Uploaded]) -> None:
    """Observe where the time went, as the pipeline's own events tell."""
    needs(world.environment, "events")
    records = records_of(world, uploads)
    events, spent = records.events, by_stage(records.events)
    measured = [stage for stage in world.environment.stages if len(spent.get(stage, [])) == len(uploads)]
    medians = {stage: statistics.median(spent[stage]) for stage in measured}
    count(
        "stages with a measured time",
        measured,
        of=events,
        detail=", ".join((f"{stage} {1000 * seconds:.0f} ms" for stage, seconds in medians.items())),
    )
    whole = sum((job.finished_at - job.created_at).total_seconds() for job in records.jobs if job.finished_at)
    told = 100 * sum(map(sum, spent.values())) / whole if whole else 0
    figure("processing time explained by the stages", told, of=records.jobs)
    stage, part = slowest(spent)
    figure("share of time in the slowest stage", 100 * part, of=uploads, detail=stage)
    workers = {event.worker for event in events if event.worker}
    count("workers that processed jobs", workers, of=events)


@experiment(
    "a light user beside a heavy user",
    ("documents embedded", "heavy user's documents that went first", "history violations"),
    many=MANY,
    few=FEW,
)
def few_beside_many(world: World) -> None:
    """One user's forty documents wait in the queue when another's three arrive; the three do not wait for the forty."""
    busy, quiet = world.two_people()
    with ThreadPoolExecutor(SENDERS) as pool:
        many = list(pool.map(lambda n: Announced(busy, generate(f"one of many {n}", pages=1)), range(MANY)))
        few = [Announced(quiet, generate(f"one of few {n}", pages=1)) for n in range(FEW)]
        list(pool.map(lambda one: one.send(world), many))
        arrived = [one.send(world) for one in few]
    uploads = [one.uploaded for one in (*many, *few)]
    note_ends([one.person.wait_for_end(one.uploaded) for one in (*many, *few)])
    needs(world.environment, "events")
    began = {
        event.job_id: event.at
        for event in events_of(world, uploads)
        if event.type == STAGE_DONE and event.stage == world.environment.stages[0]
    }
    shares, queues = [], []
    for one, at in zip(few, arrived, strict=True):
        waiting = [began[other.uploaded.job_id] for other in many if began[other.uploaded.job_id] > at]
        queues.append(len(waiting))
        first = sum(begun < began[one.uploaded.job_id] for begun in waiting)
        shares.append(100 * first / len(waiting) if waiting else 0)
    queue = min(queues)
    figure(
        "heavy user's documents that went first",
        statistics.fmean(shares),
        of=queue if queue >= SHORTEST_QUEUE else 0,
        samples=shares,
        detail=f"{queue} documents waited; only a queue of {SHORTEST_QUEUE} shows who goes first",
    )
    judge_history(world, uploads)


class Announced:
    """A document that is accepted and whose bytes can be sent at any moment."""

    def __init__(self, person: Person, document: Document) -> None:
        self.person = person
        at = datetime.now(UTC)
        told = person.told("upload", person.announce(document))
        self.uploaded = Uploaded(document, str(told["job_id"]), str(told["document_id"]), person.user_id, at)
        self._url = str(told["signed_url"])

    def send(self, world: World) -> datetime:
        """Send its bytes; returns when they had arrived, by the clock of the database."""
        sent = self.person.put(self._url, self.uploaded.document)
        expect(sent, self.person.environment.success.put, "sending the bytes")
        return moment(world.database())


@experiment(
    "a returning user's ten documents",
    ("documents embedded", "jobs followed to their end", "history violations"),
    documents=10,
    pages=2,
)
def returning_user(world: World) -> None:
    """A user who has registered earlier signs in anew, uploads ten documents at once, and follows each job."""
    person, followed, ends = world.person(), Cases(), list[Answer]()
    person.login()

    def follow_one(uploaded: Uploaded) -> None:
        with followed.attempt(f"job {uploaded.job_id}"):
            ends.append(person.wait_for_end(uploaded))

    with ThreadPoolExecutor(SENDERS) as pool:
        uploads = list(pool.map(lambda n: person.upload(generate(f"bulk {n}", pages=2)), range(10)))
        list(pool.map(follow_one, uploads))
    followed.observe("jobs followed to their end")
    note_ends(ends)
    judge_history(world, uploads)


@experiment(
    "five documents, three at a time",
    ("accepted documents", "simultaneous uploads", "documents embedded", "documents complete in the database"),
    documents=5,
    concurrency=3,
)
def three_at_a_time(world: World) -> None:
    """Five documents are uploaded by three senders and followed to the end, as the API and the database tell it.

    The first three are announced before the bytes of any is sent, so that they are under way together.
    """
    person, attempts, began = world.person(), Cases(), datetime.now(UTC)
    documents = [generate(f"three at a time {number}", pages=2) for number in range(5)]

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(person.announce, documents[:3]))
        taken = [(document, answer) for document, answer in zip(documents, answers, strict=False) if answer.is_success]
        first = list(pool.map(lambda one: person.send(one[0], one[1], began), taken))
        more = list(pool.map(lambda document: upload_if_taken(person, document, attempts), documents[3:]))
    uploads = [*first, *(one for one in more if one)]
    count("accepted documents", {one.document_id for one in uploads}, of=documents)
    count("simultaneous uploads", first, of=answers)
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    records = records_of(world, uploads)
    vectors = world.environment.has("vectors")
    whole = Counter(
        chunk.document_id for chunk in records.chunks if not chunk.buffered and (chunk.dimension or not vectors)
    )
    complete = [
        job
        for job in records.jobs
        if job.state == DONE and (there := whole[job.document_id]) and job.chunks in (None, there)
    ]
    figure("documents complete in the database", 100 * len(complete) / len(uploads), of=uploads)
