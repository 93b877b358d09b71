"""Whether measuring the same thing twice gives the same: else no baseline means anything."""

import statistics

from keywords.contract.people import needs
from keywords.evidence.observing import figure
from keywords.experiments.data.connection_times import timed
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS = 120  # of each series


@experiment(
    "two series of the same requests",
    ("slower median / faster median", "failed requests"),
    requests=REQUESTS,
)
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
    figure("slower median / faster median", max(medians) / min(medians), of=REQUESTS, samples=medians)
    figure("failed requests", failed, of=2 * REQUESTS)
