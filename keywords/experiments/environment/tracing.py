"""One document followed through events and logs by the correlation id that its user sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.diagnosis import service_logs
from keywords.diagnosis.service_logs import Line, in_utc
from keywords.documents.pdf import generate
from keywords.evidence.recorder import recorder
from keywords.experiments.documents.outcomes import note_ends
from keywords.running.registry import experiment, where_it_can_be
from keywords.world import World

HEADER = "X-Correlation-ID"
EVENTS = "SELECT type, payload ->> 'stage', correlation_id, ts FROM {events} WHERE document_id::text = %s"
SLACK = timedelta(seconds=60)  # between two clocks that are right
TOUCHED = ("api", "worker", "storage", "llamaparse", "openai")


@experiment(
    "a document followed by its correlation id",
    {"documents embedded": "%", "answers that name the correlation id": "%", "events with the correlation id": "%",
     "stages with an event": "stages", "services whose log has the correlation id": "services",
     "times that are not in UTC": "hits", "log lines that are not JSON": "lines",
     "log lines without time, level, service or message": "lines", "log lines with a text of the document": "lines",
     "secrets in the logs": "hits", "requests whose time is logged": "%"},
    pages=2,
)  # fmt: skip
def followed(world: World) -> None:
    """A user sends a correlation id with a document; then everything that was written down about it is looked at."""
    needs(world.environment, "correlation_ids")
    person, wanted, began = world.person(), f"countersign-{uuid4()}", datetime.now(UTC) - SLACK
    uploaded, named = send_with(person, wanted)
    recorder.observe("answers that name the correlation id", 100 * sum(named) / len(named), "%", population=len(named),
                     detail=wanted)  # fmt: skip
    ended = person.wait_for_end(uploaded)
    note_ends([ended])
    within = (began, datetime.now(UTC) + SLACK)
    known = person.document(uploaded.document_id)
    times = [str(one[word]) for one in (ended, known) for word in ("created_at", "updated_at")]
    with where_it_can_be("events with the correlation id", "stages with an event"):
        needs(world.environment, "events")
        times += observe_events(world, uploaded, wanted)
    lines: list[Line] = []
    with where_it_can_be(*(name for name in FROM_LOGS)):
        lines = service_logs.read(world)
        observe_logs(lines, uploaded, wanted)
    times += [line.told("ts") for line in lines if line.told("correlation_id") == wanted]
    bad = [time for time in times if not in_utc(time, *within)]
    recorder.observe("times that are not in UTC", len(bad), "hits", population=len(times), detail=", ".join(bad[:3]))


FROM_LOGS = (
    "services whose log has the correlation id", "log lines that are not JSON",
    "log lines without time, level, service or message", "log lines with a text of the document",
    "secrets in the logs", "requests whose time is logged",
)  # fmt: skip


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
    recorder.observe("events with the correlation id", bearing, "%", population=len(found),
                     detail=f"document {uploaded.document_id}, not {wanted}: {'; '.join(other[:3])}")  # fmt: skip
    words = world.environment.stage_words
    stages = {words.get(stage, stage) for _, stage, _, _ in found if stage} & set(world.environment.stages)
    recorder.observe("stages with an event", len(stages), "stages", population=len(found))
    return [at.astimezone(UTC).isoformat() for *_, at in found]


def observe_logs(lines: Sequence[Line], uploaded: Uploaded, wanted: str) -> None:
    ours = [line for line in lines if line.told("correlation_id") == wanted]
    services = {line.service for line in ours}
    recorder.observe("services whose log has the correlation id", len(services & set(TOUCHED)), "services",
                     population=len(TOUCHED), detail=f"{wanted} is in {sorted(services)}")  # fmt: skip
    said = [text for fact in uploaded.document.facts for text in (fact.answer, fact.sentence)]
    faults = {
        "log lines that are not JSON": [line for line in lines if line.content is None],
        "log lines without time, level, service or message": [
            line for line in lines
            if line.content is not None and not all(map(line.told, ("ts", "level", "service", "message")))
        ],
        "log lines with a text of the document": [line for line in lines if any(text in line.text for text in said)],
    }  # fmt: skip
    for name, found in faults.items():
        where = sorted({line.service for line in found})
        recorder.observe(name, len(found), "lines", population=len(lines), detail=", ".join(where))
    recorder.observe("secrets in the logs", service_logs.secrets_in(lines), "hits", population=len(lines))
    answered = [line for line in ours if line.told("status")]
    timed = [line for line in answered if line.told("ms").replace(".", "", 1).isdigit()]
    recorder.observe("requests whose time is logged", 100 * len(timed) / len(answered) if answered else 0, "%",
                     population=len(answered))  # fmt: skip
