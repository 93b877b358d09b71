"""Data that somebody or something has changed behind the pipeline's back."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256

from keywords.basics.waiting import at_last, eventually
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import ENDS, Person, Uploaded
from keywords.contract.storage import Storage
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, percent, share
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
UNTOLD = Fault("weather", "llamaparse", {"webhook": "lost"})  # a text is fetched a while after it was read
BUSY = Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 503})
SLOW_STORAGE = Fault("network", "storage", {"latency_seconds": 0.5})
HANGING_MODEL = Fault("weather", "openai", {"mode": "hang"})
ASLEEP = Fault("pause", "worker")
PUT_BACK = "stage put back"
# How and where it has to be told that an object is not what it was.
TOLD = {
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
    objects=list(TOLD),
    rows=list(CHANGES),
    good=GOOD,
)
def changed_data(world: World) -> None:
    """Uploads and a parsed text are changed in the storage; chunks, and the stage of a job, in the database."""
    with world.lent() as here:
        change_everything(here)


def change_everything(here: World) -> None:
    """Observe what became of the documents, and of the good ones among them."""
    steady(here)
    person, began = here.person(), moment(here.database())
    objects = changed_uploads(here, person)
    good = [person.upload(generate(f"{began} good {n}", pages=1)) for n in range(GOOD)]
    objects["parsed text"] = changed_text(here, person)
    rows = changed_rows(here, person)
    uploads = [*objects.values(), *rows.values(), *good]
    ends = [person.wait_for_end(uploaded) for uploaded in uploads]
    note_ends(ends)
    well = [job for job in ends[-GOOD:] if job["state"] == DONE]
    figure("unchanged documents embedded", percent(len(well), GOOD), of=GOOD)
    handed_out(here, person, good)
    records = everything_since(here, uploads, began)
    noticed_in(records, objects)
    chunks_of(records, uploads)
    history_of(judged(here, records), rows[PUT_BACK])


def changed_uploads(here: World, person: Person) -> dict[str, Uploaded]:
    """Changed before anybody looked at it, and before the parser was given it; put back, and taken up by hand."""
    with ExitStack() as broken:
        with injected(here, BUSY):
            checked = person.upload(generate(f"{person.user_id} checked", pages=1))
            eventually(lambda: met(here, person, checked), bool, "the parser to be asked")
            broken.enter_context(injected(here, digits_of(here, "raw", checked)))
        with injected(here, ASLEEP):
            new = person.upload(generate(f"{person.user_id} new", pages=1))
            broken.enter_context(injected(here, digits_of(here, "raw", new)))
        ends = [person.wait_for_end(uploaded) for uploaded in (new, checked)]
    for end in ends:
        if end["state"] == DEADLETTER:
            person.retry(str(end["job_id"]))
    return {"new upload": new, "checked upload": checked}


def handed_out(here: World, person: Person, uploads: Sequence[Uploaded]) -> None:
    """Observe whether users are given texts that were changed."""
    given = []
    for uploaded in uploads:
        with injected(here, digits_of(here, "parsed", uploaded)):
            answer = person.call("content", document_id=uploaded.document_id)
        if answer.is_success:
            given.append(uploaded.document_id)
    count("changed texts served to users", given, of=uploads)


def changed_text(here: World, person: Person) -> Uploaded:
    """Changed after it was stored and before it is read again; put back once that was noticed."""
    with ExitStack() as broken:
        with injected(here, UNTOLD):
            uploaded = person.upload(generate(f"{person.user_id} text", pages=1))
            reaches(person, uploaded, "parsing")
            with injected(here, SLOW_STORAGE):
                broken.enter_context(injected(here, digits_of(here, "parsed", uploaded)))
        at_last(lambda: met(here, person, uploaded), bool, NOTICE_SECONDS)
    return uploaded


def changed_rows(here: World, person: Person) -> dict[str, Uploaded]:
    """A document for each change, which is made while the vectors of its chunks are waited for."""
    with ExitStack() as broken:
        with injected(here, HANGING_MODEL):
            uploads = {change: person.upload(generate(f"{person.user_id} {change}", pages=2)) for change in CHANGES}
            for change, uploaded in uploads.items():
                reaches(person, uploaded, "embedding")
                fault = Fault("corrupt", "postgres", {"change": change, "document_id": uploaded.document_id})
                broken.enter_context(injected(here, fault))
        person.wait_for_ends(uploads.values())
    return uploads


def digits_of(world: World, bucket: str, uploaded: Uploaded) -> Fault:
    """A change of the digits of a document's object, as soon as there is one."""
    with Storage(world) as storage:
        folder = f"{uploaded.user_id}/{uploaded.document_id}"
        name = eventually(lambda: list(storage.names(bucket, folder)), bool, f"an object in {bucket}")[0]
        return Fault("corrupt", "storage", {"object": name, "sha256": storage.sha256(name)})


def reaches(person: Person, uploaded: Uploaded, stage: str) -> None:
    eventually(lambda: person.job(uploaded.job_id)["stage"], lambda seen: seen == stage, f"stage {stage}")


def met(world: World, person: Person, uploaded: Uploaded) -> bool:
    """Whether something was told of it, or it has ended without."""
    told = any(event.type == ERROR for event in events_of(world, [uploaded]))
    return told or person.job(uploaded.job_id)["state"] in ENDS


def noticed_in(records: Records, changed: Mapping[str, Uploaded]) -> None:
    """Observe whether it was told of each that its object is not what it was, and in which words."""
    seen = {what: found for what, one in changed.items() if (found := noticed(records, one, *TOLD[what]))}
    codes = ", ".join(f"{what}: {event.code}" for what, event in seen.items())
    figure("changed objects detected", percent(len(seen), len(changed)), of=changed, detail=codes)
    explained = [event for event in seen.values() if " " in (event.message or "")]
    figure(
        "changes explained in a sentence",
        percent(len(explained), len(seen)),
        of=seen,
        detail=" ".join(str(event.message) for event in seen.values()),
    )


def noticed(records: Records, one: Uploaded, told_by: str, stages: Sequence[str]) -> Event | None:
    """What was told first of a document in one of these stages, whatever else happens to it before and after."""
    return next(
        (
            event
            for event in records.events
            if event.document_id == one.document_id
            and event.type == told_by
            and event.code
            and event.stage in stages
            and event.taken_over_by is None
        ),
        None,
    )


def chunks_of(records: Records, uploads: Sequence[Uploaded]) -> None:
    """Observe whether retrieval finds what was in the documents, and nothing else."""
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


def history_of(held: History, put_back: Uploaded) -> None:
    """The stages of a job that was put back are gone through again, which the history has to tell."""
    repeated = [each for each in held.violations if is_repeated(each, put_back.document_id)]
    left = [each for each in held.violations if each not in repeated]
    figure("reset stages visible in the history", int(bool(repeated)), of=1)
    count("history violations", left, of=held.population.documents)


def is_repeated(violation: Violation, document_id: str) -> bool:
    return violation.kind.group is Group.DISORDERED and violation.document_id == document_id
