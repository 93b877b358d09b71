"""Single faults: each part of the pipeline, its providers and its network fails once and recovers.

Those of services that are stopped and started are in resources/experiments/services_away.resource.
"""

from collections.abc import Callable, Iterable
from typing import Any

from keywords.experiments.failures.breaking import enough_refused, leases_over, outage, work_continues_under
from keywords.experiments.failures.outage import REMOVED
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE, REPORTS, TOLERATED
from keywords.running.catalogue import Control, Work, control, experiment, informs
from keywords.world import World

# Slow work, so that a fault meets it.
SLOW_MODEL = Fault("weather", "openai", {"latency_ms": 900})
SLOWER_MODEL = Fault("weather", "openai", {"latency_ms": 2000})  # more work than one worker takes
SLOW_PARSER = Fault("weather", "llamaparse", {"latency_ms": 600})
SLOWER_PARSER = Fault("weather", "llamaparse", {"latency_ms": 2000})  # longer than a service takes to stop


UNHARMED = informs("documents recovered", "the workers reach the model, so no document has to recover")


def failure(name: str, observes: Iterable[str | Control] = OUTAGE, **inputs: Any) -> Callable[[Work], Work]:
    return experiment(name, observes, apart=True, **inputs)


@failure("the API away", fault="stop api")
def api_away(world: World) -> None:
    """The API is stopped while documents wait for the parser's webhooks, and started again; users continue."""
    outage(world, Fault("stop", "api"), SLOWER_PARSER)


@failure("the workers killed", (*OUTAGE, control("jobs taken over", ">= 1 jobs")), fault="kill worker")
def workers_killed(world: World) -> None:
    """Every worker is killed with jobs in hand; the supervisor starts new ones."""
    outage(world, Fault("kill", "worker"), SLOW_MODEL)


@failure("a worker paused beyond its lease", fault="pause worker")
def worker_paused(world: World) -> None:
    """A worker is paused with jobs in hand; another finishes them; then the first continues."""
    outage(world, Fault("pause", "worker-1"), SLOWER_MODEL, in_hand=6)


@failure("errors from the parser", fault="weather llamaparse", error_status=500)
def parser_fails(world: World) -> None:
    """LlamaParse answers every call with an error."""
    outage(world, Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 500}))


@failure("rate limiting by the parser", fault="weather llamaparse", error_status=429, retry_after=1)
def parser_rate_limited(world: World) -> None:
    """LlamaParse answers 429 and says when to retry."""
    outage(world, Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 429, "retry_after": 1.0}))


@failure("errors from the model", fault="weather openai", error_status=500)
def model_fails(world: World) -> None:
    """OpenAI answers every call with an error."""
    outage(world, Fault("weather", "openai", {"error_rate": 1.0, "error_status": 500}))


@failure("rate limiting by the model", fault="weather openai", error_status=429, retry_after=1)
def model_rate_limited(world: World) -> None:
    """OpenAI answers 429 and says when to retry."""
    outage(world, Fault("weather", "openai", {"error_rate": 1.0, "error_status": 429, "retry_after": 1.0}))


@failure("the database silent", REMOVED, fault="network postgres", silent=True)
def database_silent(world: World) -> None:
    """The network to the database passes nothing, without ending a connection, until three requests are refused."""
    outage(world, Fault("network", "postgres", {"silent": True}), SLOW_MODEL, until=enough_refused)


@failure("the workers cut off from the database", fault="network worker:postgres", refused=True)
def workers_cut_off(world: World) -> None:
    """Workers cannot reach the database until their leases have run out; the API still can."""
    outage(world, Fault("network", "worker:postgres", {"refused": True}), SLOW_MODEL, until=leases_over)


@experiment(
    "the API cut off from the model",
    (*TOLERATED, *REPORTS, UNHARMED),
    apart=True,
    fault="network api:openai",
    refused=True,
)
def api_cut_off(world: World) -> None:
    """The API cannot reach OpenAI; the workers still can."""
    work_continues_under(world, Fault("network", "api:openai", {"refused": True}))


@failure("uploads cut off midway", fault="network storage", cut_after=1000)
def uploads_cut(world: World) -> None:
    """Every connection to the storage is cut after the first 1,000 bytes."""
    cut = Fault("network", "storage", {"cut_after": 1000, "direction": "forth"})
    outage(world, cut, SLOWER_PARSER, in_hand=6)


@failure("connections to the model reset", fault="network openai", ending="reset")
def answers_reset(world: World) -> None:
    """Every connection to OpenAI is reset after the call and before its answer arrives."""
    outage(world, Fault("network", "openai", {"cut_after": 0, "ending": "reset", "direction": "back"}))


@experiment("the parser behind a slow link", TOLERATED, apart=True, fault="network llamaparse", latency_seconds=0.3)
def parser_slow(world: World) -> None:
    """Answers of LlamaParse arrive late and slowly."""
    work_continues_under(world, Fault("network", "llamaparse", {"latency_seconds": 0.3, "bytes_per_second": 20_000}))


@experiment("webhooks unable to reach the API", TOLERATED, apart=True, fault="network api", direction="forth")
def webhooks_lost(world: World) -> None:
    """Services cannot reach the API, so no webhook arrives; users still can."""
    work_continues_under(world, Fault("network", "api", {"silent": True, "direction": "forth"}))
