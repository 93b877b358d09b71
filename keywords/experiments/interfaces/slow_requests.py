"""Whether slow requests can be found in the pipeline's logs and metrics, as long as the suite itself saw them take."""

import time
from collections.abc import Iterable, Mapping

from prometheus_client.samples import Sample

from keywords.basics.errors import Absent
from keywords.basics.waiting import poll
from keywords.contract.people import Person, needs
from keywords.diagnosis import service_logs
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import possible, share
from keywords.experiments.documents.outcomes import process_document
from keywords.experiments.environment.tracing import correlated
from keywords.experiments.interfaces.own_figures import figures
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.running.catalogue import experiment
from keywords.world import World

ASKED, SECONDS = 3, 0.6
SLOW = Fault("weather", "openai", {"latency_ms": 1000 * SECONDS})
ROUNDING_SECONDS = 0.01
LOGGED_SECONDS = 5  # within which a line must be in the log
IN_LOGS, IN_METRICS = "slow requests that the logs show", "slow requests that the metrics show"


@experiment("slow requests in logs and metrics", (IN_LOGS, IN_METRICS), requests=ASKED, seconds=SECONDS)
def slow_requests(world: World) -> None:
    """The model takes its time while a user asks questions; logs and metrics must say how long each answer took."""
    needs(world.environment, "search", "simulators", "correlation_ids")
    person = world.person()
    question = process_document(person, "asked about slowly").document.facts[0].question
    ask(person, question)  # so that the metrics know the call
    before: float | None = None
    with possible(IN_METRICS):
        needs(world.environment, "metrics")
        before = spent(figures(world), world.environment.paths.search)
    with injected(world.weather_only(), SLOW):
        took = dict(ask(person, question) for _ in range(ASKED))
    with possible(IN_LOGS):
        compare_with_logs(world, took)
    if before is not None:
        compare_with_metrics(world, took, before)


def ask(person: Person, question: str) -> tuple[str, float]:
    """The correlation id of a question, and how long the suite waited for its answer."""
    with correlated(person) as wanted:
        began = time.perf_counter()
        person.search(question)
        return wanted, time.perf_counter() - began


def compare_with_logs(world: World, took: Mapping[str, float]) -> None:
    """Observe which requests have a log line of the API with a time between the model's and the user's."""

    def look() -> dict[str, float]:
        lines = [line for line in service_logs.read(world) if line.service == "api" and line.value("ms")]
        return {line.value("correlation_id"): float(line.value("ms")) / 1000 for line in lines}

    told, cases = poll(look, lambda found: took.keys() <= found.keys(), LOGGED_SECONDS), Cases()
    for wanted, seconds in took.items():
        cases.append(within(f"a log line of a question of {seconds:.3f} s", told.get(wanted), seconds, wanted))
    cases.observe(IN_LOGS)


def compare_with_metrics(world: World, took: Mapping[str, float], before: float) -> None:
    """Observe whether the metrics grew by a time between the model's and the user's, for all questions together."""
    path, whole = world.environment.paths.search, sum(took.values())
    grown = poll(lambda: spent(figures(world), path) - before, lambda more: more >= ASKED * SECONDS, LOGGED_SECONDS)
    good = ASKED * (SECONDS - ROUNDING_SECONDS) <= grown <= whole + ROUNDING_SECONDS
    expected = f"{ASKED * SECONDS:.2f} to {whole:.2f} s"
    share(IN_METRICS, [Case.judged(f"the time of {ASKED} questions", good, expected, f"{grown:.3f} s")])


def within(what: str, told: float | None, seconds: float, wanted: str) -> Case:
    good = told is not None and SECONDS - ROUNDING_SECONDS <= told <= seconds + ROUNDING_SECONDS
    expected = f"{SECONDS:.2f} to {seconds:.3f} s"
    return Case.judged(what, good, expected, "no line" if told is None else f"{told:.3f} s", correlation=wanted)


def spent(samples: Iterable[Sample], path: str) -> float:
    """The seconds that the metrics count for the requests of a path."""
    sums = [each.value for each in samples if each.name.endswith("_seconds_sum") and path in each.labels.values()]
    if not sums:
        raise Absent(f"the metrics count no seconds of {path}")
    return sum(sums)
