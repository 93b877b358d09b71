"""Live status: the messages that a user's page receives about the user's jobs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from keywords.basics.threads import Pool
from keywords.contract.answers import Answer
from keywords.contract.histories import events_of
from keywords.contract.live import UNAUTHORIZED, listening, refused_with
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, p95, share, timing
from keywords.evidence.steps import step
from keywords.history.records import FINALIZED, STAGE_DONE
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 8


@experiment(
    "live status of eight documents",
    (
        "documents with stages reported in order",
        "missed or repeated events",
        "missed or repeated events after reconnecting",
        "live message delay p95",
        "another user's live messages received",
        "connections opened without a valid token",
    ),
    alone=True,
    documents=DOCUMENTS,
)
def live_status(world: World) -> None:
    """A user listens while eight documents are processed, and reconnects from the middle of the messages.

    Another user listens too, and connections without a valid token are tried.
    """
    needs(world.environment, "live", "events")
    api, (person, other) = world.address("api"), world.two_people()
    with listening(other, api, cursor=0) as elsewhere, listening(person, api, cursor=0) as listener:
        with Pool(1) as pool:
            sending = pool.submit(upload_all, person)
            heard = listener.until_final(DOCUMENTS)
            uploads = sending.result()
        own = other.upload(generate("live elsewhere", pages=1))
        heard_elsewhere = elsewhere.until_final(1)
    jobs = {uploaded.job_id: uploaded.ids for uploaded in uploads}
    only_own = [
        Case.of(f"message {message['cursor']}", own.job_id, str(message["job_id"]), **foreign_ids(message, jobs, other))
        for message in heard_elsewhere
    ]
    count("another user's live messages received", only_own if heard else [])
    observe_stages(world, heard)
    events = {str(event.event_id): event.at for event in events_of(world, uploads) if event.type != STAGE_DONE}
    observe_delivery("missed or repeated events", list(events), heard)
    delays = [
        1000 * (message["at"] - events[str(message["cursor"])]).total_seconds()
        for message in heard
        if str(message["cursor"]) in events
    ]
    timing("live message delay p95", delays, by=p95)
    known, missed = heard[: len(heard) // 2], heard[len(heard) // 2 :]
    ending = {message["job_id"] for message in missed if message["type"] == FINALIZED}
    with listening(person, api, cursor=known[-1]["cursor"] if known else 0) as returning:
        later = returning.until_final(len(ending))
    cursors = [str(message["cursor"]) for message in missed]
    observe_delivery("missed or repeated events after reconnecting", cursors, later)
    try_invalid_tokens(person, other, api)


@step("Upload documents while live status is open")
def upload_all(person: Person) -> list[Uploaded]:
    return [person.upload(generate(f"live {n}", pages=1, paragraphs=3)) for n in range(DOCUMENTS)]


def observe_stages(world: World, heard: Sequence[Answer]) -> None:
    """Observe for how many documents the messages report every stage, once and in order."""
    reported: dict[str, list[str]] = {}
    for message in heard:
        stages = reported.setdefault(str(message["job_id"]), [])
        if message["stage"] and (not stages or stages[-1] != message["stage"]):  # the end names the last stage again
            stages.append(str(message["stage"]))
    expected = " ".join(world.environment.stages)
    cases = [Case.of("stages reported", expected, " ".join(stages), job=job) for job, stages in reported.items()]
    silent = [Case.judged("a document", False, "messages", "none") for _ in range(DOCUMENTS - len(reported))]
    share("documents with stages reported in order", [*cases, *silent])


def foreign_ids(message: Answer, jobs: Mapping[str, Mapping[str, str]], listener: Person) -> dict[str, str]:
    """The listener, and the document and the user of a message about another user's job."""
    known = jobs.get(str(message["job_id"]), {})
    return {"user": listener.user_id, "owner": known.get("user", ""), "document": known.get("document", "")}


def observe_delivery(name: str, expected: Sequence[str], heard: Sequence[Answer]) -> None:
    """Observe how many messages did not arrive exactly once and in order, or arrived unexpectedly."""
    count(name, delivered(expected, heard) if expected else [])


def delivered(expected: Sequence[str], heard: Sequence[Answer]) -> list[Case]:
    """A case for each message that was expected or heard, and one for each that came out of order."""
    cursors = [str(message["cursor"]) for message in heard]
    times = Counter(cursors)
    wanted = set(expected)
    cases = [Case.of(f"message {c}", f"{int(c in wanted)} times", f"{times[c]} times") for c in {*wanted, *cursors}]
    pairs = [(earlier, later) for earlier, later in pairwise(map(int, cursors)) if later < earlier]
    late = [Case.judged(f"message {later}", False, "in order", f"after {earlier}") for earlier, later in pairs]
    return [*cases, *late]


@step("Try to listen with invalid tokens")
def try_invalid_tokens(person: Person, other: Person, api: str) -> None:
    """Observe which connections open without a valid token."""
    (claims, _, _), (_, _, signature) = person.token.rpartition("."), other.token.rpartition(".")
    tokens = {
        "no token": "",
        "a truncated token": person.token[:-4],
        "a token with another user's signature": f"{claims}.{signature}",
    }
    seen = {what: refused_with(person, api, token) for what, token in tokens.items()}
    refused = " or ".join(map(str, sorted(UNAUTHORIZED)))
    cases = [
        Case.judged(what, code in UNAUTHORIZED, refused, code or "an open connection", user=person.user_id)
        for what, code in seen.items()
    ]
    count("connections opened without a valid token", cases)
