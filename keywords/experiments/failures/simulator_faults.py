"""Injected failures: the simulator and the pipeline count each one, and none is left afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keywords.contract.histories import events_of
from keywords.contract.people import Uploaded
from keywords.contract.simulators import calls
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure
from keywords.experiments.documents.outcomes import note_ends
from keywords.faults.fault import Fault, touched, weather_of
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import RETRY
from keywords.running.catalogue import control
from keywords.stacks.services import PROVIDERS
from keywords.world import World

WITHOUT_FAULTS = control("simulators without faults before", f"== {len(PROVIDERS)} services")
INJECTED = (
    "failures injected",
    "failures counted by the simulator",
    "failures recorded by the pipeline",
    "documents embedded",
    "history violations",
)
RESTORED, AFTER = "simulators restored afterwards", "failures after the injection"


@dataclass(frozen=True)
class Simulators:
    """The weather of the simulators at a moment, and how many calls each had answered with a failure so far."""

    weather: Mapping[str, Mapping[str, Any]]
    failed: Mapping[str, int]

    @classmethod
    def now(cls, here: World) -> "Simulators":
        weather = {provider: weather_of(here.stack, provider) for provider in PROVIDERS}
        return cls(weather, {provider: failed_calls(here, provider) for provider in PROVIDERS})

    def __str__(self) -> str:
        return ", ".join(f"{provider}: {number} failed calls" for provider, number in self.failed.items())


def observe_calm(simulators: Simulators) -> None:
    """Observe which simulators answer every call."""
    calm = simulators.weather.items()
    count(WITHOUT_FAULTS.figure, [Case.of(name, (0, "normal"), (one["error_rate"], one["mode"])) for name, one in calm])


def observe_injected(here: World, fault: Fault, sent: Uploaded, before: Simulators) -> None:
    """Wait for the end of a document whose calls this fault refuses some times, and observe all of INJECTED."""
    ended = sent.person.wait_for_end(sent)
    measure("failures injected", [touched(here.stack, fault)], by=sum)
    failed = failed_calls(here, fault.target) - before.failed[fault.target]
    measure("failures counted by the simulator", [failed], by=sum)
    codes = [event.code for event in events_of(here, [sent]) if event.type == RETRY]
    recorded = [Case.judged("a retry", True, seen=code, **sent.ids) for code in codes]
    missing = [Case.judged("a failure without a retry", False, **sent.ids)] * (fault.parameters["times"] - len(codes))
    count("failures recorded by the pipeline", [*recorded, *missing], detail=f"{codes}")
    note_ends([ended])
    judge_history(here, [sent])


def observe_restored(now: Simulators, before: Simulators) -> None:
    """Observe which simulators have the weather of before."""
    count(RESTORED, [Case.of(name, before.weather[name], seen) for name, seen in now.weather.items()])


def observe_failures_since(now: Simulators, before: Simulators) -> None:
    """Observe how many calls were answered with a failure since then."""
    measure(AFTER, [now.failed[provider] - before.failed[provider] for provider in PROVIDERS], by=sum)


def failed_calls(here: World, provider: str) -> int:
    """The number of calls that a provider has answered with a failure so far."""
    return sum(int(call["errors"]) for call in calls(here, provider)["calls"].values())
