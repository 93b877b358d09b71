"""A document that fails again and again while others succeed: no absent service excuses it."""

from itertools import pairwise

from keywords.basics.waiting import eventually, poll
from keywords.contract.histories import events_of, rules
from keywords.contract.history_reader import moment
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import value_of
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.experiments.interfaces.webhook_calls import PARSER_JOB
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.history.records import DEADLETTER
from keywords.running.catalogue import experiment
from keywords.world import World

POLLS = "/api/v2/parse/"
REFUSED = {"webhook": "lost", "error_rate": 1.0, "error_status": 500}
ATTEMPTS, GREW = "retries of a document given up", "waits between retries that grew"
GROWTH = 1.5  # of a wait at least: it doubles, and jitter adds up to a quarter
SECONDS = 60  # longer than all its retries


@experiment(
    "one document that the parser refuses",
    (*HISTORY, "documents given up that alone failed", "documents embedded", ATTEMPTS, GREW),
    apart=True,
    fault="weather llamaparse",
)
def refused_by_the_parser(world: World) -> None:
    """LlamaParse answers 500 about one document while others are parsed one by one; then its owner retries it."""
    needs(world.environment, "simulators", "webhook")
    with world.lent() as here:
        steady(here)
        person, began = here.person(), moment(here.database())
        others = list[Uploaded]()
        with injected(here, refusing(POLLS)):
            one = person.upload(generate(f"{began} refused", pages=1))
            own = eventually(lambda: value_of(here, PARSER_JOB, one.job_id), bool, "the parser to have the document")
            with injected(here, refusing(f"{POLLS}{own}")):

                @step("Send another document, and look at the refused one", saw=str)
                def state_after_another() -> str:
                    others.append(person.upload(generate(f"{began} beside {len(others)}", pages=1)))
                    person.wait_for_end(others[-1])
                    return str(person.job(one.job_id)["state"])

                state = poll(state_after_another, lambda seen: seen == DEADLETTER, SECONDS)
        alone = Case.of("the document that alone failed", DEADLETTER, state, **one.ids)
        share("documents given up that alone failed", [alone])
        observe_retries(here, one)
        note_ends([person.job(other.job_id) for other in others])
        if state == DEADLETTER:
            person.retry(one.job_id)
        person.wait_for_end(one)
        uploads = [one, *others]
        observe_history(judged(here, everything_since(here, uploads, began)), [each.ids for each in uploads])


@step("Count the retries of the document that was given up")
def observe_retries(here: World, one: Uploaded) -> None:
    """Observe how often a document was tried again, and whether each wait was longer than the one before."""
    with possible(ATTEMPTS, GREW):
        needs(here.environment, "events")
        promised = rules(here)
        attempts = [event for event in events_of(here, [one]) if promised.is_attempt(event)]
        count(
            ATTEMPTS, [Case.judged(str(event), True, seen=f"wait of {event.wait_s} s", **one.ids) for event in attempts]
        )
        waits = [event.wait_s or 0.0 for event in attempts]
        cases = [
            Case.judged(
                "a wait", later >= GROWTH * wait, f"at least {GROWTH * wait:.2f} s", f"{later:.2f} s", **one.ids
            )
            for wait, later in pairwise(waits)
        ]
        share(GREW, cases)


def refusing(path: str) -> Fault:
    """No webhook comes, so every document is polled; polls at this path are refused."""
    return Fault("weather", "llamaparse", {**REFUSED, "paths": [path]})
