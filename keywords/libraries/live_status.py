"""Live status: what a user's page is told about the user's jobs while they move."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.contract.live import Listener, listening, refused_with
from keywords.contract.people import Person, Uploaded
from keywords.history.records import FINALIZED
from keywords.libraries.asserting import EQUALS, NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Operator

TOLD, MESSAGE, CURSORS, OPENED = (
    "stages told live",
    "message told live",
    "messages told live",
    "outcome of a live connection",
)
CONCERNED = "jobs in live messages"
HALF_A_MINUTE = timedelta(seconds=30)
OPEN, REFUSED = "open", "refused"


@library(scope="GLOBAL", converters=CONVERTERS)
class live_status(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Live connections. They close with the check."""

    @keyword
    def listen(self, user: Person, *, after: str = "0") -> Listener:
        """A live connection of a user, with the messages after a cursor; by default with all.

        | ${page} = | Listen | ${anna} |
        """
        opening = listening(user, self.world.address("api"), cursor=after)
        return self.run.scene.begin("a live connection", opening)

    @keyword
    @observes(MESSAGE, always=True)
    def wait_for_message(
        self, listener: Listener, job: Uploaded, stage: str = "", *, within: timedelta = HALF_A_MINUTE
    ) -> str:
        """Wait until a live connection is told about this stage of a job, or about its end; returns its cursor.

        | ${cursor} = | Wait For Message | ${page} | ${sent} | parsed |
        """
        wanted = stage or FINALIZED
        heard = listener.hear(
            lambda each: each["job_id"] == job.job_id and wanted in (each["stage"], each["type"]),
            within.total_seconds(),
        )
        late = f"none after {within.total_seconds():g} s"
        self.text(MESSAGE, wanted if heard else late, EQUALS, wanted, **job.ids)
        return str(heard["cursor"]) if heard else ""

    @keyword
    @observes(TOLD)
    def get_stages_told(
        self, listener: Listener, job: Uploaded, operator: Operator = NONE, *expected: str
    ) -> list[str]:
        """The stages of a job that a live connection was told so far, in order.

        | Get Stages Told | ${page} | ${sent} | contains | parsed | embedded |
        """
        told = [str(each["stage"]) for each in listener.heard if each["job_id"] == job.job_id and each["stage"]]
        stages = [stage for number, stage in enumerate(told) if number == 0 or told[number - 1] != stage]
        return self.items(TOLD, stages, operator, expected, **job.ids)

    @keyword
    @observes(CONCERNED)
    def get_jobs_in_messages(self, listener: Listener, operator: Operator = NONE, *expected: str) -> list[str]:
        """The ids of the jobs that the messages of a live connection were about so far, each once.

        | Get Jobs In Messages | ${page} | == | ${sent.job_id} |
        """
        ids = dict.fromkeys(str(each["job_id"]) for each in listener.heard)
        return self.items(CONCERNED, ids, operator, expected)

    @keyword
    @observes(CURSORS)
    def get_cursors(self, listener: Listener, operator: Operator = NONE, *expected: str) -> list[str]:
        """The cursors of the messages that a live connection was told so far, in order.

        | Get Cursors | ${page again} | == | @{missed} |
        """
        return self.items(CURSORS, [each["cursor"] for each in listener.heard], operator, expected)

    @keyword
    @observes(OPENED)
    def get_connection_outcome(
        self, user: Person, operator: Operator = NONE, expected: str = "", *, token: str = ""
    ) -> str:
        """Whether a live connection of a user is open or refused, with the user's own token or another.

        | Get Connection Outcome | ${anna} | == | refused | token=made up |
        """
        code = refused_with(user, self.world.address("api"), token or user.token)
        return self.text(OPENED, REFUSED if code else OPEN, operator, expected, user=user.user_id)
