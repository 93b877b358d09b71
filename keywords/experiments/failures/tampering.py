"""Data changed behind the pipeline's back, in the storage and in the database."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256

from keywords.basics.waiting import eventually, poll
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import ENDS, Person, Uploaded
from keywords.contract.storage import Storage
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends, plain
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.corruption import CHANGES
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.history.judging import Event, Group, History, Records, Violation
from keywords.history.records import DEADLETTER, DONE, ERROR, FINALIZED
from keywords.running.catalogue import experiment
from keywords.world import World

NOTICE_SECONDS = 20
GOOD = 3
LOST_WEBHOOKS = Fault("weather", "llamaparse", {"webhook": "lost"})  # so the pipeline fetches texts late
BUSY_PARSER = Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 503})
SLOW_STORAGE = Fault("network", "storage", {"latency_seconds": 0.5})
HANGING_MODEL = Fault("weather", "openai", {"mode": "hang"})
PAUSED_WORKERS = Fault("pause", "worker")
RESET_STAGE = "stage put back"
# The type of the event that must report a changed object, and the stages in which it must.
REPORTED = {
    "new upload": (FINALIZED, ("queued",)),
    "checked upload": (FINALIZED, ("job_validated",)),
    "parsed text": (ERROR, ("parsed", "parse_validated", "chunking")),
}


@experiment(
    "data changed behind the pipeline's back",
    (
        "changed objects detected",
        "changes explained in a sentence",
        "documents embedded",
        "unchanged documents embedded",
        "facts in the chunks",
        "chunks with a wrong hash",
        "changed texts served to users",
        "history violations",
        "reset stages visible in the history",
    ),
    apart=True,
    objects=list(REPORTED),
    rows=list(CHANGES),
    good=GOOD,
)
def changed_data(world: World) -> None:
    """Uploads and a parsed text are changed in the storage; chunks, and the stage of a job, in the database."""
    with world.lent() as here:
        change_everything(here)


def change_everything(here: World) -> None:
    steady(here)
    person, began = here.person(), moment(here.database())
    objects = changed_uploads(here, person)
    good = [person.upload(generate(f"{began} good {n}", pages=1)) for n in range(GOOD)]
    objects["parsed text"] = changed_text(here, person)
    rows = changed_rows(here, person)
    uploads = [*objects.values(), *rows.values(), *good]
    ends = [person.wait_for_end(uploaded) for uploaded in uploads]
    note_ends(ends)
    lost = [str(job["job_id"]) for job in ends[-GOOD:] if job["state"] != DONE]
    share("unchanged documents embedded", lost, of=good)
    observe_served_texts(here, person, good)
    records = everything_since(here, uploads, began)
    observe_detection(records, objects)
    observe_chunks(records, uploads)
    observe_reset(judged(here, records), rows[RESET_STAGE])


@step("Change uploads behind the pipeline's back")
def changed_uploads(here: World, person: Person) -> dict[str, Uploaded]:
    """Uploads changed before their validation and before their parsing; they are restored and retried by hand."""
    with ExitStack() as broken:
        with injected(here, BUSY_PARSER):
            checked = person.upload(generate(f"{person.user_id} checked", pages=1))
            eventually(lambda: failed(here, person, checked), bool, "the parser to refuse it")
            broken.enter_context(injected(here, digits_of(here, "raw", checked)))
        with injected(here, PAUSED_WORKERS):
            new = person.upload(generate(f"{person.user_id} new", pages=1))
            broken.enter_context(injected(here, digits_of(here, "raw", new)))
        ends = [person.wait_for_end(uploaded) for uploaded in (new, checked)]
    for end in ends:
        if end["state"] == DEADLETTER:
            person.retry(str(end["job_id"]))
    return {"new upload": new, "checked upload": checked}


@step("Read changed texts as their owner")
def observe_served_texts(here: World, person: Person, uploads: Sequence[Uploaded]) -> None:
    """Observe whether users get changed texts."""
    served = []
    for uploaded in uploads:
        with injected(here, digits_of(here, "parsed", uploaded)):
            answer = person.call("content", document_id=uploaded.document_id)
        if answer.is_success:
            served.append(uploaded.document_id)
    count("changed texts served to users", served, of=uploads)


@step("Change a parsed text")
def changed_text(here: World, person: Person) -> Uploaded:
    """A text changed between its storing and its cutting, and restored once the pipeline has noticed."""
    with ExitStack() as broken:
        with injected(here, LOST_WEBHOOKS):
            uploaded = person.upload(generate(f"{person.user_id} text", pages=1))
            wait_for_stage(person, uploaded, "parsing")
            with injected(here, SLOW_STORAGE):
                broken.enter_context(injected(here, digits_of(here, "parsed", uploaded)))
        poll(lambda: failed(here, person, uploaded), bool, NOTICE_SECONDS)
    return uploaded


@step("Change rows of the database")
def changed_rows(here: World, person: Person) -> dict[str, Uploaded]:
    """One document for each change, which is made while its chunks wait for their vectors."""
    with ExitStack() as broken:
        with injected(here, HANGING_MODEL):
            uploads = {change: person.upload(generate(f"{person.user_id} {change}", pages=2)) for change in CHANGES}
            for change, uploaded in uploads.items():
                wait_for_stage(person, uploaded, "embedding")
                fault = Fault("corrupt", "postgres", {"change": change, "document_id": uploaded.document_id})
                broken.enter_context(injected(here, fault))
        person.wait_for_ends(uploads.values())
    return uploads


def digits_of(world: World, bucket: str, uploaded: Uploaded) -> Fault:
    """The fault that changes the digits of a document's object, as soon as the object exists."""
    with Storage(world) as storage:
        folder = f"{uploaded.user_id}/{uploaded.document_id}"
        name = eventually(lambda: list(storage.names(bucket, folder)), bool, f"an object in {bucket}")[0]
        return Fault("corrupt", "storage", {"object": name, "sha256": storage.sha256(name)})


def wait_for_stage(person: Person, uploaded: Uploaded, stage: str) -> None:
    eventually(lambda: person.job(uploaded.job_id)["stage"], lambda seen: seen == stage, f"stage {stage}")


def failed(world: World, person: Person, uploaded: Uploaded) -> bool:
    """True once the pipeline has recorded an error of the document, or the document has ended without one."""
    recorded = any(event.type == ERROR for event in events_of(world, [uploaded]))
    return recorded or person.job(uploaded.job_id)["state"] in ENDS


def observe_detection(records: Records, changed: Mapping[str, Uploaded]) -> None:
    """Observe which changed objects the pipeline reports, and in which words."""
    reports = {what: found for what, one in changed.items() if (found := report(records, one, *REPORTED[what]))}
    codes = ", ".join(f"{what}: {event.code}" for what, event in reports.items())
    share("changed objects detected", len(changed) - len(reports), of=changed, detail=codes)
    messages = [event.message or "" for event in reports.values()]
    unexplained = [message for message in messages if " " not in message]
    share("changes explained in a sentence", unexplained, of=reports, detail=" ".join(messages))


def report(records: Records, one: Uploaded, type_: str, stages: Sequence[str]) -> Event | None:
    """The first event of this type about a document in these stages, unless it is about a lost worker."""
    return next(
        (
            event
            for event in records.events
            if event.document_id == one.document_id
            and event.type == type_
            and event.code
            and event.stage in stages
            and event.taken_over_by is None
        ),
        None,
    )


def observe_chunks(records: Records, uploads: Sequence[Uploaded]) -> None:
    """Observe whether the chunks contain the facts of their documents, and match their hashes."""
    chunks = [chunk for chunk in records.chunks if not chunk.buffered]
    texts = {
        one.document_id: plain(" ".join(chunk.text or "" for chunk in chunks if chunk.document_id == one.document_id))
        for one in uploads
    }
    planted = [(one.document_id, fact) for one in uploads for fact in one.document.facts]
    lost = [fact.sentence for document_id, fact in planted if fact.answer not in texts[document_id]]
    share("facts in the chunks", lost, of=planted)
    wrong = [chunk.chunk_id for chunk in chunks if sha256((chunk.text or "").encode()).hexdigest() != chunk.sha]
    count("chunks with a wrong hash", wrong, of=chunks)


def observe_reset(history: History, reset: Uploaded) -> None:
    """Observe the history. It must show the stages that the reset job went through again, and no other violation."""
    repeated = [each for each in history.violations if is_repeated(each, reset.document_id)]
    others = [each for each in history.violations if each not in repeated]
    count("reset stages visible in the history", int(bool(repeated)), of=1)
    count("history violations", others, of=history.population.documents)


def is_repeated(violation: Violation, document_id: str) -> bool:
    return violation.kind.group is Group.DISORDERED and violation.document_id == document_id
