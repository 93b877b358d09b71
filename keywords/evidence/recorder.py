"""Writes down what a run observes. Judgement happens here at one place, so that no later skip can hide a failure."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from robot.errors import RobotError

from keywords.basics.quantities import Limit, Quantity
from keywords.basics.secrets import mask, masked
from keywords.basics.words import Verdict
from keywords.evidence.model import Evidence, Judgement, Observation, Timeline, identifier, now
from keywords.evidence.vacuity import too_thin


class Inconclusive(Exception):
    """The test bed could not show it; Robot shows a skip with the reason."""

    ROBOT_SKIP_EXECUTION = True
    ROBOT_SUPPRESS_NAME = True


class Absent(Inconclusive):
    """The environment does not have it, and its file says so."""


_experiment: ContextVar[Evidence | None] = ContextVar("experiment", default=None)  # the one that runs in this thread


class Recorder:
    """One a process: the record of the check that runs, and of the experiments it rests on.

    Experiments may run beside each other and the check, each in a thread of its own, which alone observes for it.
    """

    def __init__(self) -> None:
        self.results: Path | None = None  # None: nothing is recorded (a dry run)
        self.run = ""
        self.environment = ""
        self.check: Evidence | None = None

    def begin_check(self, identity: str, name: str, suite: str, tags: list[str], requirements: list[str]) -> None:
        self.check = Evidence(
            id=identity, kind="check", name=name, run=self.run, environment=self.environment, suite=suite,
            tags=tags, requirements=requirements, started=now(),
        )  # fmt: skip

    def observe(
        self,
        name: str,
        value: float | bool | str,
        unit: str = "",
        *,
        population: int,
        samples: Sequence[float] = (),
        detail: str = "",
    ) -> Observation:
        """Note a figure or fact in the record of the experiment that runs, else of the check."""
        seen = Observation(
            name=name, value=value, unit=unit, population=population, samples=list(samples), detail=mask(detail)
        )
        record = self._record()
        if record is not None:
            record.observations.append(seen)
        return seen

    def seen(self) -> set[str]:
        """The names of what is on record for the experiment that runs, else for the check."""
        record = self._record()
        return {observation.name for observation in record.observations} if record else set()

    def follow(self, timeline: Timeline) -> None:
        """Keep the course of the experiment that runs."""
        if running := _experiment.get():
            running.timeline = timeline

    def _record(self) -> Evidence | None:
        return _experiment.get() or self.check

    def hold(self, seen: Observation, limit: Limit) -> None:
        """Judge a figure; raises when it does not hold or cannot be judged."""
        quantity = Quantity(float(seen.value), seen.unit)
        thin = too_thin(seen, limit)
        verdict = Verdict.INCONCLUSIVE if thin else Verdict.PASS if limit.holds(quantity) else Verdict.FAIL
        reason = thin or ("" if verdict is Verdict.PASS else f"{seen.name}: expected {limit}, seen {quantity}")
        if seen.detail and not seen.population:
            reason = seen.detail
        elif seen.detail and verdict is Verdict.FAIL:
            reason = f"{reason} ({seen.detail})"
        self._judge(Judgement(
            observation=seen.name, expected=str(limit), observed=str(quantity), verdict=verdict, reason=reason
        ))  # fmt: skip

    def expect(self, name: str, expected: str, seen: Any, *, population: int = 1) -> None:
        """Observe a fact and judge it: it must be as expected."""
        self.observe(name, mask(str(seen)), population=population)
        verdict = Verdict.INCONCLUSIVE if not population else Verdict.PASS if str(seen) == expected else Verdict.FAIL
        reason = "" if verdict is Verdict.PASS else f"{name}: expected {expected}, seen {seen} in {population} cases"
        self._judge(Judgement(
            observation=name, expected=expected, observed=mask(str(seen)), verdict=verdict, reason=mask(reason)
        ))  # fmt: skip

    def _judge(self, judgement: Judgement) -> None:
        if self.check is not None:
            self.check.judgements.append(judgement)
        if judgement.verdict is Verdict.FAIL:
            raise AssertionError(judgement.reason)
        if judgement.verdict is Verdict.INCONCLUSIVE:
            raise Inconclusive(judgement.reason)

    def end_check(self, status: str, message: str, body_failed: bool) -> Verdict:
        """Close the record: the worst that was noticed counts, whatever Robot shows."""
        record = self.check
        assert record is not None  # noqa: S101 (the listener began it)
        record.finished = now()
        seen = record.observations or record.rests_on
        verdicts = [judgement.verdict for judgement in record.judgements]
        if status == "FAIL" or body_failed or Verdict.FAIL in verdicts:
            record.verdict = Verdict.FAIL
        elif status == "SKIP" or Verdict.INCONCLUSIVE in verdicts:
            record.verdict = Verdict.INCONCLUSIVE
        elif not seen or not record.judgements:
            record.verdict, message = Verdict.FAIL, "observed nothing: the check ended without evidence"
        else:
            record.verdict = Verdict.PASS
        if record.verdict is not Verdict.PASS:
            reasons = [j.reason for j in record.judgements if j.reason]
            record.reasons = list(dict.fromkeys([*reasons, *([mask(message)] if message else [])]))
        self._save(record)
        self.check = None
        return record.verdict

    @contextmanager
    def experiment(self, name: str, inputs: dict[str, Any]) -> Iterator[Evidence]:
        """The record of an experiment; kept also when it fails, with the reason."""
        record = Evidence(
            id=identifier("experiment", name), kind="experiment", name=name, run=self.run,
            environment=self.environment, started=now(), inputs=inputs,
        )  # fmt: skip
        running = _experiment.set(record)
        try:
            yield record
            record.verdict = Verdict.PASS
        except Inconclusive as reason:
            record.reasons.append(mask(str(reason)))
            raise
        except RobotError:  # the run itself was stopped
            record.reasons.append("the run was interrupted")
            raise
        except Exception as error:
            record.verdict = Verdict.FAIL
            record.reasons.append(mask(f"{type(error).__name__}: {error}"))
            raise
        finally:
            _experiment.reset(running)
            record.finished = now()
            self._save(record)

    def _save(self, record: Evidence) -> None:
        if self.results is not None:
            Evidence.model_validate(masked(record.model_dump())).save(self.results)


recorder = Recorder()
