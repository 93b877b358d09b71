"""Recovery by hand: what the pipeline has given up is taken up again when a person asks for it."""

from concurrent.futures import ThreadPoolExecutor

from keywords.documents.generated import generate
from keywords.evidence.recorder import Inconclusive, recorder
from keywords.experiments.outage import everything_since, judged, steady
from keywords.experiments.outage_figures import HISTORY, observe_history, percent
from keywords.experiments.registry import experiment
from keywords.faults.fault import Fault, struck
from keywords.faults.ground import Ground, ground
from keywords.faults.injecting import injected
from keywords.history.records import DEADLETTER, DONE
from keywords.history.source import moment
from keywords.world import World

DOCUMENTS = 4


@experiment(
    "dead letters taken up by hand",
    HISTORY | {"dead letters with a reason": "%", "dead letters recovered by hand": "%"},
    apart=True, documents=DOCUMENTS, fault="weather llamaparse",
)  # fmt: skip
def by_hand(world: World) -> None:
    """LlamaParse fails until every document is a dead letter; it is well again, and their owner asks for a retry."""
    with ground(world) as here:
        give_up_and_retry(here)


def give_up_and_retry(here: Ground) -> None:
    """Observe what became of the documents."""
    steady(here.world)
    person, began = here.world.person(), moment(here.world.database())
    fault = Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 500})
    with injected(here, fault):
        with ThreadPoolExecutor(DOCUMENTS) as pool:
            uploads = list(
                pool.map(lambda n: person.upload(generate(f"{began} by hand {n}", pages=1)), range(DOCUMENTS))
            )
        dead = [job for job in map(person.wait_for_end, uploads) if job["state"] == DEADLETTER]
        touched = struck(here.backend, fault)
    if len(dead) < DOCUMENTS:
        raise Inconclusive(
            f"{fault} touched {touched} requests, and {len(dead)} of {DOCUMENTS} documents were given up"
        )
    explained = [job for job in dead if job["last_error"]["code"] and job["last_error"]["message"]]
    recorder.observe("dead letters with a reason", percent(len(explained), len(dead)), "%", population=len(dead))
    for job in dead:
        person.retry(str(job["job_id"]))
    again = [job for job in map(person.wait_for_end, uploads) if job["state"] == DONE]
    recorder.observe("dead letters recovered by hand", percent(len(again), len(dead)), "%", population=len(dead))
    observe_history(judged(here.world, everything_since(here.world, uploads, began)))
