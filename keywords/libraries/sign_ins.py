"""Signing in while the database with accounts and sessions is away, and afterwards."""

from robot.api.deco import keyword, library

from keywords.contract.people import Person
from keywords.experiments.failures.sign_in_outage import (
    REFUSED,
    SIGN_INS,
    SURVIVED,
    observe_refusals,
    observe_return,
    wait_until_noticed,
)
from keywords.libraries.base import Library
from keywords.libraries.typed import CONVERTERS
from keywords.running.in_robot import notes


@library(scope="GLOBAL", converters=CONVERTERS)
class sign_ins(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`."""

    @keyword
    @notes(REFUSED)
    def note_how_sign_ins_are_refused(self, *users: Person) -> None:
        """Once users notice that the database is away, let each sign in and renew a session, and note the answers.

        | Note How Sign Ins Are Refused | @{users} |
        """
        wait_until_noticed(users[0])
        observe_refusals(users)

    @keyword
    @notes(SURVIVED, SIGN_INS)
    def note_which_sessions_survived(self, *users: Person) -> None:
        """Use and renew every session after an outage, let each user sign in again, and a new one register.

        | Note Which Sessions Survived | @{users} |
        """
        observe_return(self.world, users)
