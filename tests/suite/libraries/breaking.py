"""Destructive experiments, and documents that a run leaves in the pipeline."""

import os
from pathlib import Path

from robot.api.deco import keyword

from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.running.catalogue import experiment
from keywords.safety.guard import Fault
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.suite.libraries.joining import joined

ROBOT_AUTO_KEYWORDS = False
FIGURES = [Figure(name="jobs lost", unit="jobs", measures=[*catalogue()])]


@experiment("worker killed", ["jobs lost"])
def worker_killed(world: World) -> None:
    world.guard.allow(Fault("kill worker"))
    Path(os.environ["CHILD_COUNT"]).touch()
    count("jobs lost", good(0, of=5))


@keyword
def send_documents(number: int, marker: str) -> None:
    """Put two documents into each of this many accounts. The marker appears after the first account."""
    for account in range(number):
        person = RUN.world.person()
        for page in range(2):
            person.upload(generate(f"{account} {page} {os.getpid()}", pages=1, paragraphs=1))
        Path(marker).touch()


RUN = joined(__name__)
