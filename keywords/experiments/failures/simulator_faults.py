"""Injected failures: the simulator and the pipeline count each one, and none is left afterwards."""

from keywords.contract.histories import events_of
from keywords.contract.people import needs
from keywords.contract.simulators import calls
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure
from keywords.experiments.documents.outcomes import note_ends
from keywords.faults.fault import Fault, touched, weather_of
from keywords.faults.injecting import injected
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import RETRY
from keywords.running.catalogue import control, experiment
from keywords.stacks.services import PROVIDERS
from keywords.world import World

FAILURES = 2
STATUS = 503


@experiment(
    "two injected failures",
    (
        "failures injected",
        "failures counted by the simulator",
        "failures recorded by the pipeline",
        "documents embedded",
        "history violations",
        control("simulators without faults before", f"== {len(PROVIDERS)} services"),
        "simulators restored afterwards",
        "failures after the injection",
    ),
    provider="openai",
    failures=FAILURES,
    status=STATUS,
)
def two_failures(world: World) -> None:
    """The model refuses exactly two calls while a document is embedded, and none after that."""
    needs(world.environment, "events")
    here = world.weather_only()
    fair = {provider: weather_of(here.stack, provider) for provider in PROVIDERS}
    calm = [Case.of(provider, (0, "normal"), (seen["error_rate"], seen["mode"])) for provider, seen in fair.items()]
    count("simulators without faults before", calm)
    person, before = world.person(), failed_calls(world)
    how = {"error_rate": 1.0, "error_status": STATUS, "times": FAILURES, "paths": ["/v1/embeddings"]}
    refusals = Fault("weather", "openai", how)
    with injected(here, refusals):
        uploaded = person.upload(generate("injected", pages=1))
        ended = person.wait_for_end(uploaded)
        measure("failures injected", [touched(here.stack, refusals)], by=sum)
    measure("failures counted by the simulator", [failed_calls(world) - before], by=sum)
    codes = [event.code for event in events_of(world, [uploaded]) if event.type == RETRY]
    recorded = [Case.judged("a retry", True, seen=code, **uploaded.ids) for code in codes]
    missing = [Case.judged("a failure without a retry", False, **uploaded.ids)] * (FAILURES - len(codes))
    count("failures recorded by the pipeline", [*recorded, *missing], detail=f"{codes}")
    note_ends([ended])
    judge_history(world, [uploaded])
    after = {provider: weather_of(here.stack, provider) for provider in PROVIDERS}
    count("simulators restored afterwards", [Case.of(name, fair[name], seen) for name, seen in after.items()])
    before = failed_calls(world)
    again = person.upload(generate("after the injected", pages=1))
    person.wait_for_end(again)
    measure("failures after the injection", [failed_calls(world) - before], by=sum)


def failed_calls(world: World) -> int:
    """The number of calls that the model has answered with a failure so far."""
    return sum(int(call["errors"]) for call in calls(world, "openai")["calls"].values())
