"""One document traced through answers, events and logs by the correlation id that its user sent."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.diagnosis import service_logs
from keywords.diagnosis.service_logs import Line, in_utc
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, note, possible, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends
from keywords.running.catalogue import experiment
from keywords.world import World

HEADER = "X-Correlation-ID"
EVENTS = "SELECT type, payload ->> 'stage', correlation_id, ts FROM {events} WHERE document_id::text = %s"
SLACK = timedelta(seconds=60)  # between two clocks that are right
TOUCHED = ("api", "worker", "storage", "llamaparse", "openai")
FROM_LOGS = (
    "services that log the correlation id",
    "log lines that are not JSON",
    "incomplete log lines",
    "log lines with document text",
    "secrets in the logs",
    "requests with a logged duration",
)


@experiment(
    "a document traced by its correlation id",
    (
        "documents embedded",
        "answers with the correlation id",
        "events with the correlation id",
        "stages with an event",
        "timestamps not in UTC",
        *FROM_LOGS,
    ),
    pages=2,
)
def traced_document(world: World) -> None:
    """A user sends a correlation id with a document; answers, events and logs about it are searched for that id."""
    needs(world.environment, "correlation_ids")
    person, began = world.person(), datetime.now(UTC) - SLACK
    with correlated(person) as wanted:
        uploaded = upload_traced(person, wanted)
    ended = person.wait_for_end(uploaded)
    note_ends([ended])
    within = (began, datetime.now(UTC) + SLACK)
    document = person.document(uploaded.document_id)
    times = [str(answer[word]) for answer in (ended, document) for word in ("created_at", "updated_at")]
    with possible("events with the correlation id", "stages with an event"):
        needs(world.environment, "events")
        times += observe_events(world, uploaded, wanted)
    with possible(*FROM_LOGS):
        times += observe_logs(service_logs.read(world), uploaded, wanted)
    count("timestamps not in UTC", [Case.judged(time, in_utc(time, *within), **uploaded.ids) for time in times])


@contextmanager
def correlated(person: Person) -> Iterator[str]:
    """Within the block every request of the person to the API carries this correlation id."""
    wanted = f"countersign-{uuid4()}"
    person.http.headers[HEADER] = wanted
    try:
        yield wanted
    finally:
        del person.http.headers[HEADER]


@step("Upload a document with a correlation id")
def upload_traced(person: Person, wanted: str) -> Uploaded:
    """Upload a document, have another call refused, and observe which answers carry the correlation id."""
    document, at = generate("traced", pages=2), datetime.now(UTC)
    announced = person.announce(document)
    refused = person.announce(document, sha256="no hash at all")
    ids = {"upload": announced.headers.get(HEADER), "refusal": person.refusal(refused)["correlation_id"]}
    if person.environment.bytes_.way == "put":
        body = person.parse("upload", announced)
        sent = person.put(str(body["signed_url"]), document, **{HEADER: wanted})
        ids["put"] = sent.headers.get(HEADER)
        uploaded = Uploaded(document, str(body["job_id"]), str(body["document_id"]), person.user_id, at)
    else:
        uploaded = person.send(document, announced, at)
    note("correlation id", f"{wanted} of document {uploaded.document_id}")
    share(
        "answers with the correlation id", [Case.of(call, wanted, seen, **uploaded.ids) for call, seen in ids.items()]
    )
    return uploaded


@step("Look for the correlation id in the events")
def observe_events(world: World, uploaded: Uploaded, wanted: str) -> list[str]:
    """Observe which events carry the correlation id; return the times of all events."""
    found = rows(world, EVENTS, uploaded.document_id)
    cases = [Case.of(f"{kind} {stage or ''}", wanted, seen, **uploaded.ids) for kind, stage, seen, _ in found]
    share("events with the correlation id", cases)
    words = world.environment.stage_words
    stages = {words.get(stage, stage) for _, stage, _, _ in found if stage} & set(world.environment.stages)
    count("stages with an event", stages, of=world.environment.stages if found else ())
    return [at.astimezone(UTC).isoformat() for *_, at in found]


@step("Look for the correlation id in the logs")
def observe_logs(lines: Sequence[Line], uploaded: Uploaded, wanted: str) -> list[str]:
    """Observe all of FROM_LOGS; return the times of the lines with the correlation id."""
    ours = [line for line in lines if line.value("correlation_id") == wanted]
    count("services that log the correlation id", {line.service for line in ours} & set(TOUCHED), of=TOUCHED)
    texts = [text for fact in uploaded.document.facts for text in (fact.answer, fact.sentence)]
    good: dict[str, Callable[[Line], bool]] = {
        "log lines that are not JSON": lambda line: line.content is not None,
        "incomplete log lines": lambda line: line.content is None or is_complete(line),
        "log lines with document text": lambda line: not any(text in line.text for text in texts),
    }
    for name, holds in good.items():
        bad = Counter(line.service for line in lines if not holds(line))
        detail = "; ".join(f"{service}: {number} lines" for service, number in sorted(bad.items()))
        count(name, [case_of(line, holds(line), **uploaded.ids) for line in lines], detail=detail)
    count("secrets in the logs", service_logs.secrets_in(lines), of=lines)
    answered = [line for line in ours if line.value("status")]
    timed = [case_of(line, line.value("ms").replace(".", "", 1).isdigit(), **uploaded.ids) for line in answered]
    share("requests with a logged duration", timed)
    return [line.value("ts") for line in ours]


def case_of(line: Line, good: bool, **ids: str) -> Case:
    """A log line; its text is shown only if it is bad."""
    correlation = line.value("correlation_id")
    return Case.judged(f"a line of the {line.service}", good, seen="" if good else line.text, correlation=correlation)


def is_complete(line: Line) -> bool:
    return all(map(line.value, ("ts", "level", "service", "message")))
