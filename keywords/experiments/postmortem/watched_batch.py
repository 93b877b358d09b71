"""A batch that the suite watches with its own clock and its own looks, in each way in which iteration 002 failed.

The postmortem of 002 lists what was wrong while everything was reported as green. Nothing here is believed because the
pipeline says so: dates are held against the suite's clock, work against the providers' own count of calls, and what is
said about a document against every place where it has to be.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from keywords.basics.errors import Absent
from keywords.basics.waiting import poll
from keywords.contract.histories import events_of, records_of
from keywords.contract.people import ENDS, Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.documents.pdf import generate
from keywords.environments.table_names import STANDARD
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, share
from keywords.evidence.steps import step
from keywords.experiments.data.connection_times import SCHEMA, recorded_schema, schema
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.outcomes import note_ends
from keywords.experiments.documents.parity import compared
from keywords.experiments.postmortem.places import calls_so_far, observe_places
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.history.records import DEADLETTER, DONE
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 6
PARSER_SECONDS, MODEL_SECONDS = 1.0, 1.5  # that each provider takes to answer, at the least
SLOW = (
    Fault("weather", "llamaparse", {"latency_ms": 1000 * PARSER_SECONDS}),
    Fault("weather", "openai", {"latency_ms": 1000 * MODEL_SECONDS}),
)
CLOCKS_APART = timedelta(seconds=60)  # between two clocks that are right
PATIENCE_SECONDS = 60
FIRST_STAGES = 2  # queued, and the check of the bytes: a document is in them before any work was done on it
BUFFERED = "SELECT document_id::text, count(*) FROM {chunk_buffer} WHERE document_id::text = ANY(%s) GROUP BY 1"
STATUSES = "SELECT document_id::text, processing_status FROM {documents} WHERE document_id::text = ANY(%s)"
CREATED = """
SELECT d.document_id::text, d.created_at, j.created_at FROM {documents} d JOIN {jobs} j USING (document_id)
WHERE d.document_id::text = ANY(%s)
"""


@dataclass
class Watched:
    """An upload, and what the suite saw of it."""

    uploaded: Uploaded
    accepted: datetime  # when the upload was complete, by the suite's clock
    ended: datetime | None = None  # when the job was first seen as ended
    buffered: int = 0  # the most chunks that were seen in the buffer
    statuses: set[str] = field(default_factory=set)  # in all answers and rows before its end
    job: Mapping[str, Any] = field(default_factory=dict)  # as it was seen last


@experiment(
    "a batch that the suite watches",
    (
        "documents embedded",
        "workers that processed jobs",
        "dates of creation outside the upload",
        "documents with a true processing status",
        "documents with chunks seen in the buffer",
        "documents done before their calls could end",
        "documents beyond the first stages",
        "words of the text in a chunk",
        "repeated chunks",
        "differences from the schema of the migrations",
        "documents found in every place that is named",
    ),
    documents=DOCUMENTS,
    pages=2,
    seconds_of_the_parser=PARSER_SECONDS,
    seconds_of_the_model=MODEL_SECONDS,
)
def watched_batch(world: World) -> None:
    """Six documents are uploaded while the providers take their time, and are looked at by the suite until they end."""
    person, before = world.person(), calls_so_far(world)
    with ExitStack() as healing:
        if world.environment.has("simulators"):
            healing.enter_context(injected(world.weather_only(), *SLOW))
        batch = [upload(person, number) for number in range(DOCUMENTS)]
        longest_gap = watch(world, person, batch)
    uploads = [each.uploaded for each in batch]
    note_ends([each.job for each in batch])
    observe_times(world, batch)
    observe_statuses(world, person, batch)
    observe_buffer(world, batch, longest_gap)
    observe_progress(world, batch)
    observe_chunks(world, {one: person.content(one.document_id) for one in uploads})
    observe_schema(world, observe_places(world, uploads, before))


def upload(person: Person, number: int) -> Watched:
    uploaded = person.upload(generate(f"watched by the suite {number}", pages=2))
    return Watched(uploaded, datetime.now(UTC))


@step("Watch every job until it ends")
def watch(world: World, person: Person, batch: Sequence[Watched]) -> float:
    """Look at jobs, rows and buffer until every job has ended; return the longest time between two looks."""
    looks = [datetime.now(UTC)]

    def look() -> int:
        look_at_jobs(person, batch)
        look_at_rows(world, person, batch)
        looks.append(datetime.now(UTC))
        return sum(each.ended is None for each in batch)

    poll(look, lambda left: left == 0, PATIENCE_SECONDS)
    return max((later - one).total_seconds() for one, later in pairwise(looks))


def look_at_jobs(person: Person, batch: Sequence[Watched]) -> None:
    for each in batch:
        if each.ended is None:
            each.job = person.job(each.uploaded.job_id)
            each.ended = datetime.now(UTC) if each.job["state"] in ENDS else None


def look_at_rows(world: World, person: Person, batch: Sequence[Watched]) -> None:
    going = {each.uploaded.document_id: each for each in batch if each.ended is None}
    with possible():
        needs(world.environment, "buffers")
        for document_id, chunks in rows(world, BUFFERED, list(going)):
            going[document_id].buffered = max(going[document_id].buffered, chunks)
    for document_id, status in statuses(world, person, list(going)):
        going[document_id].statuses.add(status)


def statuses(world: World, person: Person, document_ids: Sequence[str]) -> list[tuple[str, str]]:
    """The processing status of each document, in its row and in the API's answer; '' if it is empty."""
    found = [(key, str(status or "")) for key, status in rows(world, STATUSES, list(document_ids))]
    if world.environment.has("document") and world.environment.answers["document"]["processing_status"]:
        found += [(key, str(person.document(key).get("processing_status") or "")) for key in document_ids]
    return found


@step("Compare the times")
def observe_times(world: World, batch: Sequence[Watched]) -> None:
    """Observe dates of creation that lie outside the upload, and ends that came too soon, by the suite's clock."""
    known = {each.uploaded.document_id: each for each in batch}
    dates = [
        (key, source, at)
        for key, of_document, of_job in rows(world, CREATED, list(known))
        for source, at in (("document", of_document), ("job", of_job))
    ]
    dates += [
        (each.uploaded.document_id, "answer", datetime.fromisoformat(str(each.job["created_at"])))
        for each in batch
        if each.job.get("created_at")
    ]
    outside = Cases()
    for key, source, at in dates:
        first, last = known[key].uploaded.at - CLOCKS_APART, known[key].accepted + CLOCKS_APART
        expected, what = f"{first.isoformat()} to {last.isoformat()}", f"date of creation of a {source}"
        outside.append(Case.judged(what, first <= at <= last, expected, at.isoformat(), **known[key].uploaded.ids))
    count("dates of creation outside the upload", outside)
    with possible("documents done before their calls could end"):
        needs(world.environment, "simulators")
        least, soon = PARSER_SECONDS + MODEL_SECONDS, Cases()
        for each in batch:
            if each.ended and each.job["state"] == DONE:
                took = (each.ended - each.uploaded.at).total_seconds()
                soon.append(
                    Case.judged("upload to end", took >= least, f">= {least} s", f"{took:.2f} s", **each.uploaded.ids)
                )
        count("documents done before their calls could end", soon)


@step("Compare the statuses with the stages")
def observe_statuses(world: World, person: Person, batch: Sequence[Watched]) -> None:
    """Observe which documents had a status of the contract at every look, and the right one at their end."""
    here, final = world.environment, defaultdict[str, set[str]](set)
    for key, status in statuses(world, person, [each.uploaded.document_id for each in batch]):
        final[key].add(status)
    known = {*here.stage_words, *here.state_words}
    cases = Cases()
    for each in batch:
        key, seen = each.uploaded.document_id, sorted(each.statuses | final[each.uploaded.document_id])
        ids = each.uploaded.ids
        cases.expect("statuses that are none", [], [f"{one!r}" for one in seen if one not in known], **ids)
        if each.ended:
            right = right_statuses(here.stage_words, here.state_words, str(each.job["state"]), here.stages[-1])
            cases.expect("wrong statuses at the end", [], sorted(final[key] - right), **ids)
    cases.observe("documents with a true processing status")


def right_statuses(stages: Mapping[str, str], states: Mapping[str, str], state: str, last: str) -> set[str]:
    """The pipeline's own words for the status of a document whose job has ended in this state."""
    words = {own for own, ours in states.items() if ours == state}
    return words if state == DEADLETTER else words | {own for own, ours in stages.items() if ours == last}


def observe_buffer(world: World, batch: Sequence[Watched], longest_gap: float) -> None:
    """Observe whose chunks were in the buffer. The slow model keeps them there for longer than between two looks."""
    with possible("documents with chunks seen in the buffer"):
        needs(world.environment, "buffers", "simulators")
        missed = longest_gap >= MODEL_SECONDS
        detail = f"{longest_gap:.1f} s passed between two looks, so chunks may have come and gone" if missed else None
        what, wanted = "the most chunks seen in the buffer", "at least one"
        seen = [Case.judged(what, bool(each.buffered), wanted, each.buffered, **each.uploaded.ids) for each in batch]
        share("documents with chunks seen in the buffer", [] if missed else seen, detail=detail)


def observe_progress(world: World, batch: Sequence[Watched]) -> None:
    """Observe whose job left the first stages, in its row, and how many workers took part."""
    uploads, first = [each.uploaded for each in batch], world.environment.stages[:FIRST_STAGES]
    at = {job.document_id: job.stage for job in records_of(world, uploads).jobs}
    cases = Cases()
    for one in uploads:
        stage = at.get(one.document_id, "no job")
        beyond = stage not in ("no job", *first)
        cases.append(Case.judged("stage of the job", beyond, f"beyond {', '.join(first)}", stage, **one.ids))
    cases.observe("documents beyond the first stages")
    with possible("workers that processed jobs"):
        needs(world.environment, "events")
        events = events_of(world, uploads)
        took = Counter(event.worker for event in events if event.worker)
        workers = [Case.judged(str(worker), True, seen=f"{number} events") for worker, number in took.items()]
        count("workers that processed jobs", workers or [Case.judged("workers in the events", False, "some", "none")])


@step("Compare the schema with the recorded one")
def observe_schema(world: World, in_use: bool) -> None:
    """Observe how the database in which the documents were found differs from what the migrations make."""
    if world.environment.tables != STANDARD:
        raise Absent(f"{world.environment.name} has tables of its own; the recorded schema is the contract's")
    recorded, seen = recorded_schema(SCHEMA)["schema"], schema(world)
    parts = [case for kind in recorded for case in compared(recorded[kind], seen[kind])]
    detail = None if in_use else "not all of the documents are in this database, so another one is in use"
    count("differences from the schema of the migrations", parts if in_use else [], detail=detail)
