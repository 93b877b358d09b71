"""The condition of a service: a word, a reason, and since when. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.monitor.asking import Answer, NoAnswer
from pipeline.monitor.database import Figures
from pipeline.monitor.processes import Process

READY = "ready"
DEGRADED = "degraded"  # works, but a part is missing
NOT_READY = "not ready"  # answers, but cannot do its work
UNREACHABLE = "unreachable"
UNKNOWN = "unknown"  # its source of information cannot be reached

Seen = Answer | Figures | NoAnswer | None


@dataclass(frozen=True)
class Condition:
    word: str
    reason: str = ""
    since: float = 0.0
    last_seen: float | None = None  # when it last answered

    @property
    def up(self) -> bool:
        return self.word in (READY, DEGRADED)


def following(before: Condition | None, now: Condition, at: float) -> Condition:
    """The condition now, with the time of the last change of its word and of the service's last answer."""
    since = before.since if before and before.word == now.word else at
    seen = at if now.word not in (UNREACHABLE, UNKNOWN) else before.last_seen if before else None
    return replace(now, since=since, last_seen=seen)


def of_service(answer: Answer | NoAnswer, processes: Sequence[Process]) -> Condition:
    """The condition of a service that answers over HTTP."""
    if isinstance(answer, NoAnswer):
        return Condition(UNREACHABLE, str(answer))
    if not answer.ready:
        return Condition(NOT_READY, answer.reason)
    return _if_whole(processes, Condition(DEGRADED if answer.degraded else READY, answer.reason))


def of_database(figures: Figures | NoAnswer) -> Condition:
    return Condition(UNREACHABLE, str(figures)) if isinstance(figures, NoAnswer) else Condition(READY)


def of_workers(figures: Figures | NoAnswer, expected: int, processes: Sequence[Process]) -> Condition:
    """The condition of the workers, which have no port and report to the database."""
    if isinstance(figures, NoAnswer):
        return Condition(UNKNOWN, "workers report to the database, which does not answer")
    found = len(figures.workers)
    if found == 0 and expected > 0:
        return Condition(UNREACHABLE, "no worker reports to the database")
    if found < expected:
        return Condition(DEGRADED, f"{found} of {expected} report")
    if figures.breakers:
        waits = (f"{each.jobs} jobs wait for {each.service}" for each in figures.breakers)
        return Condition(DEGRADED, ", ".join(waits))
    return _if_whole(processes, Condition(READY))


def _if_whole(processes: Sequence[Process], condition: Condition) -> Condition:
    """Degraded while any process of the service is not running, whatever the others answer."""
    down = ", ".join(f"{process.name} is {process.state}" for process in processes if process.state != "running")
    return replace(condition, word=DEGRADED, reason=down) if down else condition
