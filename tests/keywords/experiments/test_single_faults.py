"""The faults that break one service at a time."""

from keywords.experiments.failures import single_faults
from keywords.running.catalogue import Catalogue
from keywords.stacks.services import KINDS


def test_every_service_but_the_web_page_is_broken() -> None:
    faults = [str(one.inputs["fault"]) for one in Catalogue.of([single_faults]).values()]
    assert {fault.split()[-1] for fault in faults} >= KINDS.keys() - {"web"}
