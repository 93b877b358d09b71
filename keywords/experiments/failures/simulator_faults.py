"""A failure that is put in on purpose, seen, counted, and taken away again."""

from keywords.contract.people import needs
from keywords.contract.simulators import PROVIDERS, calls
from keywords.documents.pdf import generate
from keywords.evidence.recorder import recorder
from keywords.experiments.documents.outcomes import note_ends
from keywords.faults.fault import Fault, struck, weather_of
from keywords.faults.injecting import injected
from keywords.faults.lent_stack import own_stack
from keywords.figures.pipeline_history import events_of, judge_history
from keywords.running.registry import experiment
from keywords.world import World

FAILURES = 2
STATUS = 503


@experiment(
    "two failures put in on purpose",
    {"failures put in": "failures", "failures counted by the simulator": "failures",
     "failures that the pipeline noted": "failures", "documents embedded": "%", "history violations": "violations",
     "simulators with fair weather before": "services", "simulators with fair weather after": "services",
     "failures after it was over": "failures"},
    provider="openai", failures=FAILURES, status=STATUS,
)  # fmt: skip
def two_failures(world: World) -> None:
    """The model refuses two calls while a document is embedded, exactly two; then all is as it was."""
    needs(world.environment, "events")
    here = own_stack(world)
    fair = {provider: weather_of(here.backend, provider) for provider in PROVIDERS}
    calm = [provider for provider, seen in fair.items() if not seen["error_rate"] and seen["mode"] == "normal"]
    recorder.observe("simulators with fair weather before", len(calm), "services", population=len(PROVIDERS))
    person, errors = world.person(), failed(world)
    how = {"error_rate": 1.0, "error_status": STATUS, "times": FAILURES, "paths": ["/v1/embeddings"]}
    refusals = Fault("weather", "openai", how)
    with injected(here, refusals):
        uploaded = person.upload(generate("injected", pages=1))
        ended = person.wait_for_end(uploaded)
        recorder.observe("failures put in", struck(here.backend, refusals), "failures", population=FAILURES)
    recorder.observe("failures counted by the simulator", failed(world) - errors, "failures", population=FAILURES)
    retries = [event for event in events_of(world, [uploaded]) if event.type == "retry"]
    codes = [event.code for event in retries]
    recorder.observe("failures that the pipeline noted", len(retries), "failures", population=FAILURES,
                     detail=f"document {uploaded.document_id}: {codes}")  # fmt: skip
    note_ends([ended])
    judge_history(world, [uploaded])
    after = {provider: weather_of(here.backend, provider) for provider in PROVIDERS}
    healed = [provider for provider, seen in after.items() if seen == fair[provider]]
    recorder.observe("simulators with fair weather after", len(healed), "services", population=len(PROVIDERS))
    errors = failed(world)
    again = person.upload(generate("after the injected", pages=1))
    person.wait_for_end(again)
    recorder.observe("failures after it was over", failed(world) - errors, "failures", population=1)


def failed(world: World) -> int:
    """How many calls the model has answered with a failure so far."""
    return sum(int(call["errors"]) for call in calls(world, "openai")["calls"].values())
