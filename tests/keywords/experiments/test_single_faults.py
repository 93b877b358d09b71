"""The faults that break one service at a time."""

from robot.running import ResourceFile

from keywords.experiments import RESOURCES
from keywords.experiments.failures import single_faults
from keywords.running.catalogue import Catalogue
from keywords.stacks.services import KINDS


def test_every_service_but_the_web_page_is_broken() -> None:
    faults = [str(one.inputs["fault"]) for one in Catalogue.of([single_faults]).values()]
    courses = ResourceFile.from_file_system(RESOURCES / "services_away.resource").keywords
    stopped = {step.args[0] for course in courses for step in course.body if step.name == "Stop Service"}
    assert stopped | {fault.split()[-1] for fault in faults} >= KINDS.keys() - {"web"}
