"""Jobs: their states and stages, waiting for them, and their history."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.basics.quantities import nearest
from keywords.basics.waiting import poll
from keywords.contract.histories import events_of, records_of, rules
from keywords.contract.people import ENDS, Person, Uploaded, needs
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.experiments.documents.outcomes import ended
from keywords.figures.pipeline_history import cases_of
from keywords.history.judging import judge
from keywords.history.records import STAGE_DONE
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Jobs, Operator

STATE, STAGE, REASON, MESSAGE = "state of a job", "stage of a job", "reason of a job", "message of a job"
RETRIES, PROGRESS, REACHED = "retries of a job", "progress of a job", "stage that a job has reached"
LISTED = "jobs in a user's list"
TOLD, EVENTS, STAGES = "stages told by events", "events of a job", "stages completed"
EMBEDDED, FOLLOWED, VIOLATIONS = "documents embedded", "jobs followed to their end", "history violations"
MINUTE = timedelta(seconds=60)
ALL = Amount("100 %")


@library(scope="GLOBAL", converters=CONVERTERS)
class jobs(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The work on documents. A job is what `Upload Document` returns; its owner looks at it."""

    # As the API reports it

    @keyword
    @observes(STATE)
    def get_job_state(self, job: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """Whether a job moves: queued, working, retryable, done or deadletter.

        | Get Job State | ${sent} | == | done |
        """
        return self.text(STATE, look(job)["state"], operator, expected, **job.ids)

    @keyword
    @observes(STAGE)
    def get_job_stage(self, job: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """How far a job is, from queued to embedded.

        | Get Job Stage | ${sent} | == | embedded |
        """
        return self.text(STAGE, look(job)["stage"], operator, expected, **job.ids)

    @keyword
    @observes(REASON)
    def get_job_reason(self, job: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """The code of the last failure of a job, such as parser_unavailable; empty if there was none.

        | Get Job Reason | ${sent} | == | embedder_unavailable |
        """
        return self.text(REASON, last_error(job).get("code"), operator, expected, **job.ids)

    @keyword
    @observes(MESSAGE)
    def get_job_message(self, job: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """The sentence about the last failure that the owner of a job reads; empty if there was none.

        | Get Job Message | ${sent} | contains | The document waits |
        """
        return self.text(MESSAGE, last_error(job).get("message"), operator, expected, **job.ids)

    @keyword
    @observes(RETRIES)
    def get_job_retries(self, job: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many retries a job has used up.

        | Get Job Retries | ${sent} | == | 0 retries |
        """
        return self.number(RETRIES, int(look(job)["retry_count"]), operator, expected, **job.ids)

    @keyword
    @observes(PROGRESS)
    def get_job_progress(self, job: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The progress of a job, in percent.

        | Get Job Progress | ${sent} | == | 100 % |
        """
        return self.number(PROGRESS, float(look(job)["progress"]["total_pct"]), operator, expected, **job.ids)

    @keyword
    @observes(LISTED)
    def get_listed_jobs(self, user: Person, operator: Operator = NONE, *expected: str) -> list[str]:
        """The ids of the jobs in a user's list (its first page).

        | Get Listed Jobs | ${anna} | contains | ${sent.job_id} |
        """
        return self.items(LISTED, [job["job_id"] for job in user.jobs()], operator, expected, user=user.user_id)

    @keyword
    def retry_job(self, job: Uploaded) -> None:
        """Resume a job that waits or was given up, as its owner.

        | Retry Job | ${sent} |
        """
        job.person.retry(job.job_id)

    # Waiting

    @keyword
    @observes(STATE, always=True)
    def wait_for_state(self, job: Uploaded, state: str, *, within: timedelta = MINUTE) -> None:
        """Wait until a job has this state.

        | Wait For State | ${sent} | retryable | within=20 s |
        """
        self._wait(STATE, job, state, within, lambda seen: str(seen["state"]))

    @keyword
    @observes(REACHED, always=True)
    def wait_for_stage(self, job: Uploaded, stage: str, *, within: timedelta = MINUTE) -> None:
        """Wait until a job has reached this stage, or a later one.

        | Wait For Stage | ${sent} | parsed | within=20 s |
        """
        stages = job.person.environment.stages
        if stage not in stages:
            raise SpecError(f"there is no stage {stage!r}{nearest(stage, list(stages))}")

        def reached(seen: Any) -> str:
            now = str(seen["stage"])
            return stage if now in stages and stages.index(now) >= stages.index(stage) else now

        self._wait(REACHED, job, stage, within, reached)

    @keyword
    @observes(FOLLOWED, always=True)
    def wait_for_end(self, *jobs: Jobs, within: timedelta = MINUTE) -> None:
        """Wait until each of these jobs has ended, done or given up.

        | Wait For End | ${kept} | ${deleted} | within=30 s |
        """
        every = [job for several in jobs for job in several]
        ended, lost = dict[Uploaded, str](), dict[Uploaded, str]()

        def cases() -> list[Case]:
            states = dict[Uploaded, str]()
            for job in every:
                if job not in ended and job not in lost:
                    try:
                        states[job] = str(look(job)["state"])
                    except AssertionError as error:
                        lost[job] = str(error)
            ended.update({job: state for job, state in states.items() if state in ENDS})
            seen = {**states, **ended, **lost}
            return [Case.judged("a job", job in ended, "done or deadletter", seen[job], **job.ids) for job in every]

        def settled(_: Sequence[Case]) -> bool:
            return len(ended) + len(lost) == len(every)

        self.share(FOLLOWED, poll(cases, settled, within.total_seconds()), EQUALS, ALL)

    def _wait(self, name: str, job: Uploaded, wanted: str, within: timedelta, of: Callable[[Any], str]) -> None:
        seconds = within.total_seconds()
        seen = poll(lambda: of(look(job)), lambda now: now == wanted, seconds)
        late = "" if seen == wanted else f" after {seconds:g} s"
        self.text(name, f"{seen}{late}", EQUALS, wanted, **job.ids)

    # What became of them

    @keyword
    @observes(EMBEDDED)
    def get_embedded_documents(self, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of these documents whose jobs are done.

        | Get Embedded Documents | ${sent} | == | 100 % |
        """
        return self.share(EMBEDDED, [ended(look(job)) for job in jobs], operator, expected)

    @keyword
    @observes(VIOLATIONS)
    def get_history_violations(self, jobs: Jobs, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """What is wrong in the history of these documents: lost, repeated, muddled, or held by two workers at once.

        | Get History Violations | ${sent} | == | 0 violations |
        """
        history = judge(records_of(self.world, jobs), rules(self.world))
        return self.figure(VIOLATIONS, Rule.FAILED, operator, expected, cases_of(history, [job.ids for job in jobs]))

    @keyword
    @observes(TOLD)
    def get_job_stages(self, job: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The stages that a job has left, in the order in which its events tell them.

        | Get Job Stages | ${sent} | contains | parsed | chunking |
        """
        return self.items(TOLD, self._left(job), operator, expected, **job.ids)

    @keyword
    @observes(STAGES)
    def get_completed_stages(self, job: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many stages of the environment a job has completed, by its events.

        | Get Completed Stages | ${sent} | == | 9 stages |
        """
        done = self._left(job)
        cases = [Case.judged(stage, stage in done, "left", **job.ids) for stage in self.world.environment.stages]
        return self.figure(STAGES, Rule.PASSED, operator, expected, cases if done else [])

    @keyword
    @observes(EVENTS)
    def get_job_events(self, job: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The types of a job's events in order: stage_started, stage_done, retry, error, finalized.

        | Get Job Events | ${sent} | not contains | error |
        """
        needs(self.world.environment, "events")
        return self.items(EVENTS, [each.type for each in events_of(self.world, [job])], operator, expected, **job.ids)

    def _left(self, job: Uploaded) -> list[str]:
        needs(self.world.environment, "events")
        return [str(event.stage) for event in events_of(self.world, [job]) if event.type == STAGE_DONE]


def look(job: Uploaded) -> Any:
    """The job as its owner sees it now."""
    return job.person.job(job.job_id)


def last_error(job: Uploaded) -> Any:
    return look(job)["last_error"] or {}
