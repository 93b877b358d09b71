"""Webhooks of the parser that are lost, repeated, late, unsigned, or overtake each other."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually
from keywords.contract import simulators
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import figure, percent
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.fault import Fault, struck
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.running.catalogue import experiment
from keywords.world import World

EACH = 3
ASTRAY: Mapping[str, dict[str, Any]] = {
    "lost": {},
    "repeated": {},
    "late": {"webhook_delay_ms": 1500},  # when the parser was asked long ago
    "unsigned": {},
    "out_of_order": {},
}


@experiment(
    "stray webhooks",
    (*HISTORY, "disturbed webhooks", "documents embedded"),
    apart=True,
    kinds=list(ASTRAY),
    documents=EACH * len(ASTRAY),
)
def stray_webhooks(world: World) -> None:
    """Three documents under each kind of trouble that webhooks may have; the parser is asked when none is heard of."""
    with world.lent() as here:
        send_all(here)


def send_all(here: World) -> None:
    """Observe what became of them."""
    steady(here)
    person, began = here.person(), moment(here.database())
    uploads, touched = list[Uploaded](), dict[str, int]()
    for kind, how in ASTRAY.items():
        sent, touched[kind] = astray(here, person, Fault("weather", "llamaparse", {"webhook": kind, **how}))
        uploads += sent
    if missed := [kind for kind, count in touched.items() if not count]:
        raise Inconclusive(f"no webhook was {' or '.join(missed)}")
    figure("disturbed webhooks", sum(touched.values()), of=uploads, detail=str(touched))
    good = [one for one in uploads if person.job(one.job_id)["state"] == "done"]
    figure("documents embedded", percent(len(good), len(uploads)), of=uploads)
    observe_history(judged(here, everything_since(here, uploads, began)))


def astray(here: World, person: Person, fault: Fault) -> tuple[list[Uploaded], int]:
    """Documents that went through under it, and how many webhooks it touched."""
    kind = fault.parameters["webhook"]
    before = arrived(here)
    with injected(here, fault):
        with ThreadPoolExecutor(EACH) as pool:
            uploads = list(pool.map(lambda n: person.upload(generate(f"{person.user_id} {kind} {n}")), range(EACH)))
        person.wait_for_ends(uploads)
        touched = struck(here.stack, fault)
    if kind == "late":
        eventually(lambda: arrived(here) - before, lambda count: count >= touched, "the late webhooks")
    return uploads, touched


def arrived(world: World) -> int:
    """How many webhooks the parser has sent, taken or not."""
    return sum(int(count) for count in simulators.calls(world, "llamaparse")["webhooks"].values())
