"""Whether measuring the same thing twice gives the same: else no baseline means anything."""

import statistics

from keywords.contract.people import needs
from keywords.evidence.recorder import recorder
from keywords.experiments.data.connection_times import timed
from keywords.running.registry import experiment
from keywords.world import World

REQUESTS = 120  # of each series


@experiment(
    "the same requests in two series",
    {"median of one series against the other": "ratio", "requests that failed": "requests"},
    requests=REQUESTS,
)  # fmt: skip
def two_series(world: World) -> None:
    """A user asks the same again and again; every second request is of the other series, so both had the same load."""
    needs(world.environment, "documents")
    person, failed = world.person(), 0
    series: tuple[list[float], list[float]] = ([], [])

    def ask() -> None:
        nonlocal failed
        failed += not person.call("documents").is_success

    for number in range(2 * REQUESTS):
        series[number % 2].append(timed(ask))
    medians = [statistics.median(times) for times in series]
    recorder.observe("median of one series against the other", max(medians) / min(medians), "ratio",
                     population=REQUESTS, samples=medians)  # fmt: skip
    recorder.observe("requests that failed", failed, "requests", population=2 * REQUESTS)
