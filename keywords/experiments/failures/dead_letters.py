"""Recovery by hand: what the pipeline has given up is taken up again when a person asks for it."""

from concurrent.futures import ThreadPoolExecutor

from keywords.basics.errors import Inconclusive
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.documents.pdf import generate
from keywords.evidence.observing import figure, percent
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.experiments.failures.runbooks import STEPS, emptied, mend, observe_steps, place
from keywords.faults.fault import Fault, struck
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.history.records import DEADLETTER, DONE, FINALIZED
from keywords.runbooks import manual
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 4


@experiment(
    "dead letters retried by hand",
    (
        *HISTORY,
        *STEPS,
        "dead letters with a reason",
        "dead letters with a final event",
        "dead letters recovered by hand",
    ),
    apart=True,
    long=True,
    documents=DOCUMENTS,
    fault="weather llamaparse",
    runbook="dead_letters.md",
)
def by_hand(world: World) -> None:
    """LlamaParse fails until every document is a dead letter; its owner takes up one, and an operator the others."""
    with world.lent() as here:
        emptied(here)
        give_up_and_retry(here)


def give_up_and_retry(here: World) -> None:
    """Observe what became of the documents."""
    steady(here)
    person, began = here.person(), moment(here.database())
    fault = Fault("weather", "llamaparse", {"error_rate": 1.0, "error_status": 500})
    with injected(here, fault):
        with ThreadPoolExecutor(DOCUMENTS) as pool:
            uploads = list(
                pool.map(lambda n: person.upload(generate(f"{began} by hand {n}", pages=1)), range(DOCUMENTS))
            )
        dead = [job for job in map(person.wait_for_end, uploads) if job["state"] == DEADLETTER]
        touched = struck(here.stack, fault)
    if len(dead) < DOCUMENTS:
        raise Inconclusive(
            f"{fault} touched {touched} requests, and {len(dead)} of {DOCUMENTS} documents were given up"
        )
    explained = [job for job in dead if job["last_error"]["code"] and job["last_error"]["message"]]
    figure("dead letters with a reason", percent(len(explained), len(dead)), of=dead)
    events = [event for event in events_of(here, uploads) if event.type == FINALIZED]
    told = {event.job_id for event in events if event.state == DEADLETTER and event.code}
    figure("dead letters with a final event", percent(len(told), len(dead)), of=dead)
    book = manual.read("dead_letters")
    done, _ = mend(book, place(here, TOKEN=person.token, JOB_ID=str(dead[0]["job_id"])))
    observe_steps(book, done)
    again = [job for job in map(person.wait_for_end, uploads) if job["state"] == DONE]
    figure("dead letters recovered by hand", percent(len(again), len(dead)), of=dead)
    observe_history(judged(here, everything_since(here, uploads, began)))
