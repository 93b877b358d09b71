"""Live status: what a user's page hears of the user's jobs, as it happens."""

import statistics
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise

from keywords.contract.answers import Answer
from keywords.contract.live import listening, refused_with
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import generate
from keywords.evidence.recorder import recorder
from keywords.figures.pipeline_history import events_of
from keywords.history.records import FINALIZED, STAGE_DONE
from keywords.running.registry import experiment
from keywords.world import World

DOCUMENTS = 8
UNAUTHORIZED = (4401, 401, 403)


@experiment(
    "live status of eight documents",
    {"stages told in their order": "%", "events that were missed or told twice": "events",
     "events missed or told twice after coming back": "events", "delay of live messages p95": "ms",
     "live messages of another user": "events", "connections open to strangers": "hits"},
    documents=DOCUMENTS,
)  # fmt: skip
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
    recorder.observe("live messages of another user", len(foreign), "events",
                     population=len(heard) if heard_elsewhere else 0,
                     detail="; ".join(str(told["job_id"]) for told in foreign))  # fmt: skip
    in_order(world, heard)
    events = {str(e.event_id): e.at for e in events_of(world, uploads) if e.type != STAGE_DONE}
    observe_kept("events that were missed or told twice", list(events), heard)
    observe_delay(events, heard)
    middle = len(heard) // 2
    known, news = heard[:middle], heard[middle:]
    ending = {told["job_id"] for told in news if told["type"] == FINALIZED}
    with listening(person, api, cursor=known[-1]["cursor"] if known else 0) as returning:
        later = returning.until_final(len(ending))
    observe_kept("events missed or told twice after coming back", [str(told["cursor"]) for told in news], later)
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
    wrong = [f"{job_id}: {' '.join(stages)}" for job_id, stages in told.items()
             if tuple(stages) != world.environment.stages]  # fmt: skip
    recorder.observe("stages told in their order", 100 * (len(told) - len(wrong)) / DOCUMENTS, "%",
                     population=DOCUMENTS, detail="; ".join(wrong))  # fmt: skip


def observe_kept(name: str, expected: Sequence[str], heard: Sequence[Answer]) -> None:
    """Observe how many of the expected messages did not come exactly once, or came though not expected."""
    counted = Counter(str(told["cursor"]) for told in heard)
    wrong = [cursor for cursor in {*expected, *counted} if counted[cursor] != 1 or cursor not in expected]
    came = [int(told["cursor"]) for told in heard]
    disordered = sum(after < before for before, after in pairwise(came))
    recorder.observe(name, len(wrong) + disordered, "events", population=len(expected),
                     detail=f"not exactly once: {', '.join(sorted(wrong))}; out of order: {disordered}")  # fmt: skip


def observe_delay(events: dict[str, datetime], heard: Sequence[Answer]) -> None:
    """Observe how long after an event its message came, by the clocks of the database and of this machine."""
    delays = [
        1000 * (told["at"] - events[str(told["cursor"])]).total_seconds() for told in heard
        if str(told["cursor"]) in events
    ]  # fmt: skip
    p95 = statistics.quantiles(delays, n=20)[-1] if len(delays) > 1 else 0
    recorder.observe("delay of live messages p95", p95, "ms", population=len(delays), samples=delays)


def observe_strangers(person: Person, other: Person, api: str) -> None:
    (claims, _, _), (_, _, signature) = person.token.rpartition("."), other.token.rpartition(".")
    tokens = {
        "no token": "", "a token cut short": person.token[:-4],
        "a token with the signature of another": f"{claims}.{signature}",
    }  # fmt: skip
    opened = [what for what, token in tokens.items() if refused_with(person, api, token) not in UNAUTHORIZED]
    recorder.observe("connections open to strangers", len(opened), "hits", population=len(tokens),
                     detail="; ".join(opened))  # fmt: skip
