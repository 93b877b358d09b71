"""A document that fails again and again while others succeed: no absent service excuses it."""

from keywords.basics.waiting import eventually, poll
from keywords.contract.history_reader import moment
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import value_of
from keywords.documents.pdf import generate
from keywords.evidence.observing import share
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
SECONDS = 60  # longer than all its retries


@experiment(
    "one document that the parser refuses",
    (*HISTORY, "documents given up that alone failed", "documents embedded"),
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
        share("documents given up that alone failed", int(state != DEADLETTER), of=1)
        note_ends([person.job(other.job_id) for other in others])
        if state == DEADLETTER:
            person.retry(one.job_id)
        person.wait_for_end(one)
        observe_history(judged(here, everything_since(here, [one, *others], began)))


def refusing(path: str) -> Fault:
    """No webhook comes, so every document is polled; polls at this path are refused."""
    return Fault("weather", "llamaparse", {**REFUSED, "paths": [path]})
