"""Live status: what a user's page hears of the user's jobs, as it happens."""

import statistics
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise

from keywords.contract.answers import Answer
from keywords.contract.histories import events_of
from keywords.contract.live import listening, refused_with
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure
from keywords.history.records import FINALIZED, STAGE_DONE
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 8
UNAUTHORIZED = (4401, 401, 403)


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
    documents=DOCUMENTS,
)
def live_status(world: World) -> None:
    """A user listens while eight documents are worked on; another listens too, and somebody without a token tries."""
    needs(world.environment, "live", "events")
    api, (person, other) = world.address("api"), world.two_people()
    with listening(other, api, cursor=0) as elsewhere, listening(person, api, cursor=0) as listener:
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(upload_all, person)
            heard = listener.until_final(DOCUMENTS)
            uploads = sending.result()
        own = other.upload(generate("live elsewhere", pages=1))
        heard_elsewhere = elsewhere.until_final(1)
    foreign = [told for told in heard_elsewhere if told["job_id"] != own.job_id]
    count(
        "another user's live messages received",
        foreign,
        of=len(heard) if heard_elsewhere else 0,
        detail="; ".join(str(told["job_id"]) for told in foreign),
    )
    in_order(world, heard)
    events = {str(e.event_id): e.at for e in events_of(world, uploads) if e.type != STAGE_DONE}
    observe_kept("missed or repeated events", list(events), heard)
    observe_delay(events, heard)
    middle = len(heard) // 2
    known, news = heard[:middle], heard[middle:]
    ending = {told["job_id"] for told in news if told["type"] == FINALIZED}
    with listening(person, api, cursor=known[-1]["cursor"] if known else 0) as returning:
        later = returning.until_final(len(ending))
    observe_kept("missed or repeated events after reconnecting", [str(told["cursor"]) for told in news], later)
    observe_strangers(person, other, api)


def upload_all(person: Person) -> list[Uploaded]:
    return [person.upload(generate(f"live {n}", pages=1, paragraphs=3)) for n in range(DOCUMENTS)]


def in_order(world: World, heard: Sequence[Answer]) -> None:
    """Observe of how many documents every stage was told, once, in its order."""
    told: dict[str, list[str]] = {}
    for message in heard:
        stages = told.setdefault(str(message["job_id"]), [])
        if message["stage"] and (not stages or stages[-1] != message["stage"]):  # the end names the last stage again
            stages.append(str(message["stage"]))
    wrong = [
        f"{job_id}: {' '.join(stages)}" for job_id, stages in told.items() if tuple(stages) != world.environment.stages
    ]
    figure(
        "documents with stages reported in order",
        100 * (len(told) - len(wrong)) / DOCUMENTS,
        of=DOCUMENTS,
        detail="; ".join(wrong),
    )


def observe_kept(name: str, expected: Sequence[str], heard: Sequence[Answer]) -> None:
    """Observe how many of the expected messages did not come exactly once, or came though not expected."""
    counted = Counter(str(told["cursor"]) for told in heard)
    wrong = [cursor for cursor in {*expected, *counted} if counted[cursor] != 1 or cursor not in expected]
    came = [int(told["cursor"]) for told in heard]
    disordered = sum(after < before for before, after in pairwise(came))
    figure(
        name,
        len(wrong) + disordered,
        of=expected,
        detail=f"not exactly once: {', '.join(sorted(wrong))}; out of order: {disordered}",
    )


def observe_delay(events: dict[str, datetime], heard: Sequence[Answer]) -> None:
    """Observe how long after an event its message came, by the clocks of the database and of this machine."""
    delays = [
        1000 * (told["at"] - events[str(told["cursor"])]).total_seconds()
        for told in heard
        if str(told["cursor"]) in events
    ]
    p95 = statistics.quantiles(delays, n=20)[-1] if len(delays) > 1 else 0
    figure("live message delay p95", p95, of=delays, samples=delays)


def observe_strangers(person: Person, other: Person, api: str) -> None:
    (claims, _, _), (_, _, signature) = person.token.rpartition("."), other.token.rpartition(".")
    tokens = {
        "no token": "",
        "a truncated token": person.token[:-4],
        "a token with the signature of another": f"{claims}.{signature}",
    }
    opened = [what for what, token in tokens.items() if refused_with(person, api, token) not in UNAUTHORIZED]
    count("connections opened without a valid token", opened, of=tokens)
