"""Live status: what a user's page is told about the user's jobs while they move."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.contract.answers import Answer
from keywords.contract.histories import events_of
from keywords.contract.live import Listener, listening, refused_with
from keywords.contract.people import Person, Uploaded
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.experiments.interfaces.live_status import delivered
from keywords.history.records import FINALIZED, STAGE_DONE, STARTED, Event
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Jobs, Listeners, Operator

TOLD, MESSAGE, CURSORS, OPENED = (
    "stages told live",
    "message told live",
    "messages told live",
    "outcome of a live connection",
)
CODE, MISSED, TRUE = "code of a refused live connection", "missed or repeated events", "live messages as recorded"
FOREIGN = "live messages about other jobs"
STAGE = "stage"  # the type of a message about the beginning of a stage
NOW = "now"
CONCERNED = "jobs in live messages"
HALF_A_MINUTE = timedelta(seconds=30)
OPEN, REFUSED = "open", "refused"


@library(scope="GLOBAL", converters=CONVERTERS)
class live_status(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Live connections. They close with the check."""

    @keyword
    def listen(self, user: Person, *, after: str = "0") -> Listener:
        """A live connection of a user, with the messages after a cursor; by default with all.

        With `after=now` it names no cursor, and is told only what is new.

        | ${page} = | Listen | ${anna} |
        """
        opening = listening(user, self.world.address("api"), cursor=None if after == NOW else after)
        listener = self.run.scene.begin("a live connection", opening)
        if after == NOW:
            listener.next()  # the greeting: what comes from now on is new
        return listener

    @keyword
    def listen_many_times(self, user: Person, number: int) -> list[Listener]:
        """This number of live connections of a user at the same time, with all messages.

        | ${pages} = | Listen Many Times | ${anna} | 12 |
        """
        return [self.listen(user) for _ in range(number)]

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

    @keyword
    @observes(CODE)
    def get_refusal_code(self, user: Person, operator: Operator = NONE, expected: str = "", *, token: str = "") -> str:
        """The code that a live connection is refused with; `none` if it is open.

        | Get Refusal Code | ${anna} | == | 4401 | token=made up |
        """
        code = refused_with(user, self.world.address("api"), token or user.token)
        return self.text(CODE, code or "none", operator, expected, user=user.user_id)

    @keyword
    @observes(MISSED)
    def get_missed_or_repeated_messages(
        self, listeners: Listeners, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many events of these jobs did not reach a live connection exactly once and in order, after their end.

        | Get Missed Or Repeated Messages | ${pages} | ${sent} | == | 0 events |
        """
        told = [str(event.event_id) for event in self._told(jobs)]
        ids = {job.job_id for job in jobs}
        cases = list[Case]()
        for listener in listeners:
            if told:
                listener.hear(lambda each: str(each["cursor"]) == told[-1], HALF_A_MINUTE.total_seconds())
            cases += delivered(told, [each for each in listener.heard if each["job_id"] in ids])
        return self.figure(MISSED, Rule.FAILED, operator, expected, cases)

    @keyword
    @observes(TRUE)
    def get_messages_as_recorded(
        self, listener: Listener, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the messages about these jobs that say what the events in the database say.

        Type, job, document, stage, code, and the state at the end are compared.

        | Get Messages As Recorded | ${page} | ${sent} | == | 100 % |
        """
        events, ids = {str(event.event_id): event for event in self._told(jobs)}, {job.job_id for job in jobs}
        heard = [each for each in listener.heard if each["job_id"] in ids]
        cases = [as_recorded(each, events.get(str(each["cursor"]))) for each in heard]
        return self.share(TRUE, cases, operator, expected)

    @keyword
    @observes(FOREIGN)
    def get_messages_about_others(
        self, listener: Listener, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many messages a live connection was told that are about other jobs than these.

        | Get Messages About Others | ${page} | ${own} | == | 0 messages |
        """
        own = {job.job_id for job in jobs}
        cases = [
            Case.judged(f"message {each['cursor']}", each["job_id"] in own, "an own job", job=each["job_id"])
            for each in listener.heard
        ]
        return self.figure(FOREIGN, Rule.FAILED, operator, expected, cases)

    def _told(self, jobs: Jobs) -> list[Event]:
        """The events that live status tells: all but the end of a stage, which is the beginning of the next."""
        return [event for event in events_of(self.world, jobs) if event.type != STAGE_DONE]


def as_recorded(message: Answer, event: Event | None) -> Case:
    """What a message says against its event."""
    what = f"message {message['cursor']}"
    if event is None:
        return Case.judged(what, False, "an event with this number", "none", job=message["job_id"])
    held = {"type": STAGE if event.type == STARTED else event.type, "job_id": event.job_id, "stage": event.stage}
    held |= {"document_id": event.document_id, "code": event.code}
    if event.type == FINALIZED:
        held["state"] = event.state
    said = {word: message[word] for word in held}
    return Case.of(what, str(held), str(said), job=event.job_id, document=event.document_id)
