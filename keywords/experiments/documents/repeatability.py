"""The same measurement made twice: without the same result no baseline means anything."""

import statistics

from keywords.contract.answers import correlation
from keywords.contract.people import needs
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure, timed
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS = 120  # of each series


@experiment(
    "two series of the same requests",
    ("slower median / faster median", "failed requests"),
    alone=True,
    requests=REQUESTS,
)
def two_series(world: World) -> None:
    """A user makes the same request again and again; every second one belongs to the other series."""
    needs(world.environment, "documents")
    person, succeeded = world.person(), Cases()
    success = world.environment.success.documents
    series: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * REQUESTS):
        with timed(series[number % 2]):
            answer = person.call("documents")
        succeeded.expect(f"request {number}", success, answer.status_code, user=person.user_id, **correlation(answer))
    slower, faster = sorted(map(statistics.median, series), reverse=True)
    detail = f"medians of {slower:.3g} ms and {faster:.3g} ms"
    figure("slower median / faster median", slower / faster, of=REQUESTS, detail=detail)
    count("failed requests", succeeded)
