"""The faults that break one service at a time."""

from robot.running import ResourceFile

from keywords.experiments import RESOURCES
from keywords.stacks.services import KINDS, service_of

BREAKING = {"Stop Service", "Kill Service", "Pause Service", "Spoil Network", "Change Weather"}


def test_every_service_but_the_web_page_is_broken() -> None:
    courses = [each for file in RESOURCES.glob("*.resource") for each in ResourceFile.from_file_system(file).keywords]
    steps = [step for course in courses for step in course.body if getattr(step, "name", "") in BREAKING]
    broken = {service_of(step.args[0]) for step in steps}
    assert broken >= KINDS.keys() - {"web"}
