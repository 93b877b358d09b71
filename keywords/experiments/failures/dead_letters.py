"""Dead letters: a person asks for them to be retried, and the pipeline completes them."""

from keywords.basics.errors import Inconclusive
from keywords.basics.threads import Pool
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import share
from keywords.experiments.documents.outcomes import ended
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.experiments.failures.runbooks import STEPS, clear, mend, observe_steps, placeholders
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.history.records import DEADLETTER, FINALIZED
from keywords.runbooks import manual
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 4
PARSER_FAILS = Fault("weather", "llamaparse", {"mode": "malformed"})


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
    """LlamaParse answers nonsense until every document is a dead letter; a user retries one, an operator the rest."""
    with world.lent() as here:
        clear(here)
        give_up_and_retry(here)


def give_up_and_retry(here: World) -> None:
    steady(here)
    person, began = here.person(), moment(here.database())
    with injected(here, PARSER_FAILS):
        documents = [generate(f"{began} by hand {n}", pages=1) for n in range(DOCUMENTS)]
        with Pool(DOCUMENTS) as pool:
            uploads = list(pool.map(person.upload, documents))
        dead = [job for job in map(person.wait_for_end, uploads) if job["state"] == DEADLETTER]
        number = touched(here.stack, PARSER_FAILS)
    if len(dead) < DOCUMENTS:
        given_up = f"{len(dead)} of {DOCUMENTS} documents were given up"
        raise Inconclusive(f"{PARSER_FAILS} touched {number} requests, and {given_up}")
    errors = {str(job["job_id"]): job["last_error"] for job in dead}
    known = {one.job_id: one.ids for one in uploads}
    reasons = [
        Case.judged(
            "a dead letter", bool(error["code"] and error["message"]), "a code and a sentence", error, **known[job]
        )
        for job, error in errors.items()
    ]
    share("dead letters with a reason", reasons)
    events = [event for event in events_of(here, uploads) if event.type == FINALIZED]
    final = {event.job_id for event in events if event.state == DEADLETTER and event.code}
    what = "a dead letter with a final event"
    share("dead letters with a final event", [Case.judged(what, job in final, **known[job]) for job in errors])
    book = manual.read("dead_letters")
    done, _ = mend(book, placeholders(here, TOKEN=person.token, JOB_ID=next(iter(errors))))
    observe_steps(book, done)
    share("dead letters recovered by hand", [ended(person.wait_for_end(uploaded)) for uploaded in uploads])
    observe_history(judged(here, everything_since(here, uploads, began)), list(known.values()))
