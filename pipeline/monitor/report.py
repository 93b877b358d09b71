"""The monitor's report: the state of everything at one look, in the shape of /api/state. Pure functions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.monitor.conditions import Condition
from pipeline.monitor.database import Figures, OpenBreaker
from pipeline.monitor.figures import WINDOW_SECONDS, Traffic
from pipeline.monitor.history import Point, Value
from pipeline.monitor.processes import Process
from pipeline.stages import STAGES

WAITING = ("queued", "working", "retryable")
QUANTILES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}


@dataclass(frozen=True)
class Service:
    name: str
    state: str
    up: bool
    reason: str
    since: float
    last_seen: float | None
    answer_ms: float | None
    requests_per_minute: float | None
    failed_share: float | None


@dataclass(frozen=True)
class Stage:
    stage: str
    queued: int
    working: int
    retryable: int


@dataclass(frozen=True)
class Queue:
    stages: list[Stage]
    depth: int  # jobs that have not ended
    done: int
    deadletter: int


@dataclass(frozen=True)
class Jobs:
    """What happened to jobs in the last minute."""

    done: int
    deadletter: int
    errors: int
    retries: int


@dataclass(frozen=True)
class Api:
    """What the API answered in the last minute, or in `seconds` if it has been watched for less."""

    seconds: float
    requests: float
    requests_per_minute: float | None
    failed_share: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    longest_bound_ms: float | None  # longer times are reported as this
    page_errors: float
    page_loads: float


@dataclass(frozen=True)
class Report:
    """The state at one look; None means unknown."""

    at: float
    poll_seconds: float
    window_seconds: float
    services: list[Service]
    queue: Queue | None
    breakers: list[OpenBreaker] | None
    jobs: Jobs | None
    api: Api | None
    processes: list[Process] | None

    @property
    def depths(self) -> dict[str, int]:
        """Jobs under way, by stage."""
        stages = self.queue.stages if self.queue else []
        return {stage.stage: stage.queued + stage.working + stage.retryable for stage in stages}


def report(
    at: float,
    poll_seconds: float,
    conditions: Mapping[str, Condition],
    answer_seconds: Mapping[str, float],
    traffic: Mapping[str, Traffic],
    figures: Figures | None,
    processes: list[Process] | None,
) -> Report:
    services = [
        _service(name, condition, answer_seconds.get(name), traffic.get(name)) for name, condition in conditions.items()
    ]
    return Report(
        at=at,
        poll_seconds=poll_seconds,
        window_seconds=WINDOW_SECONDS,
        services=services,
        queue=_queue(figures) if figures else None,
        breakers=figures.breakers if figures else None,
        jobs=_jobs(figures) if figures else None,
        api=_api(traffic["api"]) if "api" in traffic else None,
        processes=processes,
    )


def _service(name: str, found: Condition, seconds: float | None, traffic: Traffic | None) -> Service:
    return Service(
        name=name,
        state=found.word,
        up=found.up,
        reason=found.reason,
        since=found.since,
        last_seen=found.last_seen,
        answer_ms=_ms(seconds),
        requests_per_minute=_rounded(traffic.per_minute(traffic.requests)) if traffic else None,
        failed_share=traffic.failed_share if traffic else None,
    )


def _queue(figures: Figures) -> Queue:
    stages = [Stage(stage, *(figures.jobs.get((stage, state), 0) for state in WAITING)) for stage in STAGES]
    total: Counter[str] = Counter()
    for (_, state), jobs in figures.jobs.items():
        total[state] += jobs
    return Queue(stages, sum(total[state] for state in WAITING), total["done"], total["deadletter"])


def _jobs(figures: Figures) -> Jobs:
    return Jobs(figures.done_lately, figures.dead_lately, figures.errors_lately, figures.retries_lately)


def _api(traffic: Traffic) -> Api:
    quantiles = {name: _ms(traffic.quantile(q)) for name, q in QUANTILES.items()}
    return Api(
        seconds=round(traffic.seconds, 1),
        requests=traffic.requests,
        requests_per_minute=_rounded(traffic.per_minute(traffic.requests)),
        failed_share=traffic.failed_share,
        **quantiles,
        longest_bound_ms=_ms(traffic.longest_bound),
        page_errors=traffic.page_errors,
        page_loads=traffic.page_loads,
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def point(told: Report) -> Point:
    """The figures of a look that are drawn as curves."""
    values: dict[str, Value] = {f"up.{service.name}": float(service.up) for service in told.services}
    values |= {f"queue.{stage}": depth for stage, depth in told.depths.items()}
    if told.queue:
        values |= {"queue": told.queue.depth}
    if told.jobs:
        values |= {f"jobs.{name}": count for name, count in vars(told.jobs).items()}
    if told.api:
        names = ("requests_per_minute", "failed_share", *QUANTILES, "page_errors")
        values |= {f"api.{name}": getattr(told.api, name) for name in names}
    for process in told.processes or []:
        values |= {f"cpu.{process.name}": process.cpu, f"memory.{process.name}": process.memory_bytes}
    return Point(told.at, values)
