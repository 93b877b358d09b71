"""One document followed through events and logs by the correlation id that its user sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.diagnosis import service_logs
from keywords.diagnosis.service_logs import Line, in_utc
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.outcomes import note_ends
from keywords.running.catalogue import experiment
from keywords.world import World

HEADER = "X-Correlation-ID"
EVENTS = "SELECT type, payload ->> 'stage', correlation_id, ts FROM {events} WHERE document_id::text = %s"
SLACK = timedelta(seconds=60)  # between two clocks that are right
TOUCHED = ("api", "worker", "storage", "llamaparse", "openai")


@experiment(
    "a document traced by its correlation id",
    (
        "documents embedded",
        "answers with the correlation id",
        "events with the correlation id",
        "stages with an event",
        "services that log the correlation id",
        "timestamps not in UTC",
        "log lines that are not JSON",
        "incomplete log lines",
        "log lines with document text",
        "secrets in the logs",
        "requests with a logged duration",
    ),
    pages=2,
)
def followed(world: World) -> None:
    """A user sends a correlation id with a document; then everything that was written down about it is looked at."""
    needs(world.environment, "correlation_ids")
    person, wanted, began = world.person(), f"countersign-{uuid4()}", datetime.now(UTC) - SLACK
    uploaded, named = send_with(person, wanted)
    figure("answers with the correlation id", 100 * sum(named) / len(named), of=named, detail=wanted)
    ended = person.wait_for_end(uploaded)
    note_ends([ended])
    within = (began, datetime.now(UTC) + SLACK)
    known = person.document(uploaded.document_id)
    times = [str(one[word]) for one in (ended, known) for word in ("created_at", "updated_at")]
    with possible("events with the correlation id", "stages with an event"):
        needs(world.environment, "events")
        times += observe_events(world, uploaded, wanted)
    lines: list[Line] = []
    with possible(*(name for name in FROM_LOGS)):
        lines = service_logs.read(world)
        observe_logs(lines, uploaded, wanted)
    times += [line.told("ts") for line in lines if line.told("correlation_id") == wanted]
    bad = [time for time in times if not in_utc(time, *within)]
    count("timestamps not in UTC", bad, of=times, detail=", ".join(bad[:3]))


FROM_LOGS = (
    "services that log the correlation id",
    "log lines that are not JSON",
    "incomplete log lines",
    "log lines with document text",
    "secrets in the logs",
    "requests with a logged duration",
)


def send_with(person: Person, wanted: str) -> tuple[Uploaded, list[bool]]:
    """Upload a document under a correlation id, and have one call refused; which answers named it."""
    person.http.headers[HEADER] = wanted
    document = generate("followed", pages=2)
    at, announced = datetime.now(UTC), person.announce(document)
    refused = person.announce(document, sha256="no hash at all")
    named = [announced.headers.get(HEADER) == wanted, person.refusal(refused)["correlation_id"] == wanted]
    if person.environment.bytes_.way == "put":
        told = person.told("upload", announced)
        sent = person.put(str(told["signed_url"]), document, **{HEADER: wanted})
        named.append(sent.headers.get(HEADER) == wanted)
        uploaded = Uploaded(document, str(told["job_id"]), str(told["document_id"]), person.user_id, at)
    else:
        uploaded = person.send(document, announced, at)
    del person.http.headers[HEADER]
    return uploaded, named


def observe_events(world: World, uploaded: Uploaded, wanted: str) -> list[str]:
    """Observe whose correlation id the events bear; their times."""
    found = rows(world, EVENTS, uploaded.document_id)
    other = [f"{kind} {stage}: {theirs}" for kind, stage, theirs, _ in found if theirs != wanted]
    bearing = 100 * (len(found) - len(other)) / len(found) if found else 0
    figure(
        "events with the correlation id",
        bearing,
        of=found,
        detail=f"document {uploaded.document_id}, not {wanted}: {'; '.join(other[:3])}",
    )
    words = world.environment.stage_words
    stages = {words.get(stage, stage) for _, stage, _, _ in found if stage} & set(world.environment.stages)
    count("stages with an event", stages, of=found)
    return [at.astimezone(UTC).isoformat() for *_, at in found]


def observe_logs(lines: Sequence[Line], uploaded: Uploaded, wanted: str) -> None:
    ours = [line for line in lines if line.told("correlation_id") == wanted]
    services = {line.service for line in ours}
    count(
        "services that log the correlation id",
        services & set(TOUCHED),
        of=TOUCHED,
        detail=f"{wanted} is in {sorted(services)}",
    )
    said = [text for fact in uploaded.document.facts for text in (fact.answer, fact.sentence)]
    faults = {
        "log lines that are not JSON": [line for line in lines if line.content is None],
        "incomplete log lines": [
            line
            for line in lines
            if line.content is not None and not all(map(line.told, ("ts", "level", "service", "message")))
        ],
        "log lines with document text": [line for line in lines if any(text in line.text for text in said)],
    }
    for name, found in faults.items():
        where = sorted({line.service for line in found})
        count(name, found, of=lines, detail=", ".join(where))
    figure("secrets in the logs", service_logs.secrets_in(lines), of=lines)
    answered = [line for line in ours if line.told("status")]
    timed = [line for line in answered if line.told("ms").replace(".", "", 1).isdigit()]
    figure("requests with a logged duration", 100 * len(timed) / len(answered) if answered else 0, of=answered)
