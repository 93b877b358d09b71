"""How quickly the API answers, one caller at a time."""

import statistics
import time

from keywords.experiments.registry import experiment
from keywords.recorder import recorder
from keywords.world import World

REQUESTS = 120


@experiment(
    "status requests", {"response time average": "ms", "response time p95": "ms", "error rate": "%"},
    requests=REQUESTS,
)  # fmt: skip
def status_requests(world: World) -> None:
    """A signed-in user asks for the list of jobs again and again, alone."""
    person = world.person()
    samples, errors = [], 0
    for _ in range(REQUESTS):
        began = time.perf_counter()
        answer = person.http.get(world.environment.paths.jobs)
        samples.append((time.perf_counter() - began) * 1000)
        errors += not answer.is_success
    p95 = statistics.quantiles(samples, n=20)[-1]
    recorder.observe("response time average", statistics.fmean(samples), "ms", population=REQUESTS, samples=samples)
    recorder.observe("response time p95", p95, "ms", population=REQUESTS, samples=samples)
    recorder.observe("error rate", 100 * errors / REQUESTS, "%", population=REQUESTS)
