"""Steps of the experiments in in_robot/."""

import os
import time
from pathlib import Path

from robot.api.deco import keyword, library

from keywords.basics.errors import Absent, Inconclusive
from keywords.basics.secrets import remember
from keywords.basics.waiting import TooLate
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.evidence.observing import count, observe
from keywords.libraries.base import Library
from keywords.running.in_robot import notes

SECONDS = 240  # longer than any test waits
SECRET = "the secret of one robot"
ENDINGS: dict[str, Exception] = {
    "badly": AssertionError(f"two jobs came back, with {SECRET}"),
    "openly": Inconclusive("there is no browser here"),
    "early": Absent("this environment has no jobs"),
    "late": TooLate("waited 3 s for the jobs; seen last: none", 3),
}


@library(scope="GLOBAL")
class robot_steps(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def send_jobs(self, number: int) -> None:
        remember([SECRET])
        self.number = number
        with Path(os.environ["CHILD_COUNT"]).open("a", encoding="utf-8") as written_to:
            written_to.write(f"{os.getpid()} ")

    @keyword
    @notes("jobs lost", "jobs found")
    def note_the_jobs(self) -> None:
        jobs = [Case.judged(f"job {number}", True) for number in range(self.number)]
        observe("jobs lost", Rule.FAILED, jobs)
        count("jobs found", jobs)

    @keyword
    def it_ends(self, how: str) -> None:
        if how == "by itself":
            os._exit(3)
        if how == "at fault":
            raise KeyError(how)
        raise ENDINGS[how]

    @keyword
    def wait_until_the_run_is_over(self) -> None:
        self.world.ledger.note("account", "embedded", {"prefix": "nobody-", "email": "nobody@example.com"})
        Path(os.environ["CHILD_MARKER"]).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(SECONDS)
