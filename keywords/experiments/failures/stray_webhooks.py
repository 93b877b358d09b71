"""Webhooks of the parser that are lost, repeated, late, unsigned, or out of order."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually
from keywords.contract import simulators
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.running.catalogue import experiment
from keywords.world import World

EACH = 3
STRAY: Mapping[str, dict[str, Any]] = {
    "lost": {},
    "repeated": {},
    "late": {"webhook_delay_ms": 1500},  # long after the pipeline polled the parser
    "unsigned": {},
    "out_of_order": {},
}


@experiment(
    "stray webhooks",
    (*HISTORY, "disturbed webhooks", "documents embedded"),
    apart=True,
    kinds=list(STRAY),
    documents=EACH * len(STRAY),
)
def stray_webhooks(world: World) -> None:
    """Three documents go through each kind of disturbed webhook; the pipeline polls the parser if none arrives."""
    with world.lent() as here:
        disturb_webhooks(here)


def disturb_webhooks(here: World) -> None:
    steady(here)
    person, began = here.person(), moment(here.database())
    uploads, disturbed = list[Uploaded](), dict[str, int]()
    for kind, how in STRAY.items():
        sent, disturbed[kind] = stray(here, person, Fault("weather", "llamaparse", {"webhook": kind, **how}))
        uploads += sent
    if missed := [kind for kind, number in disturbed.items() if not number]:
        raise Inconclusive(f"no webhook was {' or '.join(missed)}")
    count("disturbed webhooks", sum(disturbed.values()), of=uploads, detail=str(disturbed))
    note_ends([person.job(one.job_id) for one in uploads])
    observe_history(judged(here, everything_since(here, uploads, began)))


@step("Send documents through disturbed webhooks", "{fault}")
def stray(here: World, person: Person, fault: Fault) -> tuple[list[Uploaded], int]:
    """Documents that went through this fault, and how many webhooks it disturbed."""
    kind = fault.parameters["webhook"]
    before = webhooks_sent(here)
    with injected(here, fault):
        with ThreadPoolExecutor(EACH) as pool:
            uploads = list(pool.map(lambda n: person.upload(generate(f"{person.user_id} {kind} {n}")), range(EACH)))
        person.wait_for_ends(uploads)
        disturbed = touched(here.stack, fault)
    if kind == "late":
        eventually(lambda: webhooks_sent(here) - before, lambda sent: sent >= disturbed, "the late webhooks")
    return uploads, disturbed


def webhooks_sent(world: World) -> int:
    """The number of webhooks that the parser has sent so far, accepted or not."""
    return sum(int(number) for number in simulators.calls(world, "llamaparse")["webhooks"].values())
