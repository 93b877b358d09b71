"""Records what a run observes, and judges it on the spot, so that no later skip can hide a failure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from robot.errors import RobotError

from keywords.basics.clients import heard_by
from keywords.basics.errors import Inconclusive, Misuse, OwnFault
from keywords.basics.own_faults import own_fault
from keywords.basics.quantities import Limit
from keywords.basics.secrets import mask, masked
from keywords.basics.waiting import TooLate
from keywords.basics.words import Verdict
from keywords.checklists.figures import Figures, figures
from keywords.evidence import har
from keywords.evidence.agreeing import EQUAL
from keywords.evidence.course import SUFFIX, Course
from keywords.evidence.disturbance import excused
from keywords.evidence.following import Rule, follow
from keywords.evidence.holding import compare, hold
from keywords.evidence.http_calls import HttpCalls
from keywords.evidence.keeping import save
from keywords.evidence.machine import Watch
from keywords.evidence.model import Case, Evidence, Judgement, MadeOn, Observation, identifier, names_of_failed, now


class Unrecorded(Misuse):
    """An observation without an experiment or check, or one that the experiment does not declare."""


@dataclass(frozen=True)
class Page:
    """The record that the current thread writes, and the figures that it may contain."""

    record: Evidence
    figures: Figures
    declared: Collection[str] | None = None  # None: a check may observe any figure
    course: Course = field(default_factory=Course)  # what was done so far, and what is being done

    def observe(self, seen: Observation) -> Observation:
        if self.declared is not None and seen.unit and seen.name not in self.declared:
            raise Unrecorded(
                f"experiment {self.record.name!r} does not declare the figure {seen.name!r}; add it to @experiment"
            )
        self.record.observations.append(seen)
        return seen

    def names(self) -> set[str]:
        return {observation.name for observation in self.record.observations}


_page: ContextVar[Page | None] = ContextVar("page", default=None)  # of each thread; the run holds everything else


def page() -> Page:
    """The page of the experiment or check that is under way in this thread."""
    current = _page.get()
    if current is None:
        raise Unrecorded("no experiment or check is under way in this thread, so there is nowhere to record this")
    return current


def course() -> Course | None:
    """The course of what is under way in this thread, or None: then nobody reads what is done."""
    current = _page.get()
    return None if current is None else current.course


class Recorder:
    """The records of one run: of the current check, and of the experiments that it rests on.

    Experiments may run beside one another and beside the check, each in its own thread, and only that thread records
    their observations.
    """

    def __init__(
        self,
        results: Path | None = None,  # None: nothing is saved
        run: str = "",
        environment: str = "",
        catalogue: Figures | None = None,
        clock: Callable[[], datetime] = now,
        watch: Watch | None = None,  # None: the machine is not followed
    ) -> None:
        self.results, self.run, self.environment, self.clock = results, run, environment, clock
        self.watch, self._check_began = watch, 0.0
        self.figures = figures() if catalogue is None else catalogue
        self.own_stack: MadeOn | None = None  # of the run
        self.check: Evidence | None = None
        self.failed: list[Case] = []  # of the figures that the check found bad
        self.place = ""  # where the check is in Robot's log
        self.closed = False  # the dossier is built from what there is; what is still under way adds nothing

    def begin_check(self, identity: str, name: str, suite: str, tags: list[str], requirements: list[str]) -> None:
        self.check = Evidence(
            id=identity,
            kind="check",
            name=name,
            run=self.run,
            environment=self.environment,
            suite=suite,
            tags=tags,
            requirements=requirements,
            started=self.clock(),
        )
        self.failed = []
        self._check_began = self.watch.begin() if self.watch else 0.0
        _page.set(Page(self.check, self.figures, course=Course(self.check.steps, clock=self.clock)))

    def observe(
        self,
        name: str,
        value: float | bool | str,
        unit: str = "",
        *,
        population: int = 1,
        rule: Rule = Rule.NONE,
        cases: Sequence[Case] = (),
        samples: Sequence[float] = (),
        detail: str = "",
    ) -> Observation:
        """Record a fact, or a figure in a unit of the caller's choice. `keywords.evidence.observing` is shorter.

        Value and population follow from the cases or samples if there is a rule.
        """
        if rule.of_figures:
            value, population = follow(rule, [case.ok for case in cases], samples)
        return page().observe(
            Observation(
                name=name,
                value=value,
                unit=unit,
                population=population,
                rule=rule,
                cases=list(cases),
                samples=list(samples),
                detail=mask(detail),
            )
        )

    def hold(self, seen: Observation, limit: Limit, doubt: str = "", set_by: str = "") -> None:
        """Judge a figure. Raises if the figure breaks its limit or cannot be judged; a doubt says why it cannot."""
        judged = hold(seen, limit, self.figures[seen.name].needs if seen.name in self.figures else 1, doubt)
        judged.set_by = set_by
        if judged.verdict is Verdict.FAIL:
            self.failed += seen.failed
        self._judge(judged)

    def expect(
        self, name: str, expected: str, seen: Any, ids: Mapping[str, str] | None = None, *, population: int = 1
    ) -> None:
        """Record a fact, with the ids to find it again, and judge whether it is as expected."""
        self.compare(name, [expected], seen, EQUAL, population=population, **(ids or {}))

    def compare(
        self, name: str, expected: Sequence[str], seen: Any, operator: str = EQUAL, *, population: int = 1, **ids: str
    ) -> None:
        """Record a fact and judge whether it agrees with everything that is expected; the ids say where it was seen."""
        observed = mask(str(seen))
        judged = [compare(name, each, observed, population, operator) for each in expected]
        good = all(each.verdict is Verdict.PASS for each in judged)
        case = Case.judged(name, good, f"{operator} {' and '.join(expected)}", observed, **ids)
        if _page.get() is not None:  # a setup of a suite asserts, too, and nobody is judged
            rule = Rule.SEEN if population == 1 else Rule.NONE
            self.observe(name, observed, population=population, rule=rule, cases=[case] if rule or ids else [])
        self.failed += [case] if ids and not good else []
        for each in judged:
            self._judge(each)

    def expect_all(self, name: str, cases: Sequence[Case]) -> None:
        """Record the names of the failed cases as a fact, which must be none."""
        observed = names_of_failed(cases)
        self.observe(name, observed, rule=Rule.NAMES, population=len(cases), cases=cases)
        self._judge(compare(name, names_of_failed([]), observed, len(cases)))

    def _judge(self, judged: Judgement) -> None:
        if self.check is not None:
            self.check.judgements.append(judged)
        if judged.verdict is Verdict.FAIL:
            raise AssertionError(judged.reason)
        if judged.verdict is Verdict.INCONCLUSIVE:
            raise Inconclusive(judged.reason)

    def end_check(self, status: str, message: str, body_failed: bool) -> Verdict:
        """Close the record with the worst verdict that was noticed, whatever Robot shows."""
        record = self.check
        assert record is not None  # noqa: S101 (the listener began it)
        record.finished = self.clock()
        record.machine = self.watch.end(self._check_began) if self.watch else None
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
        _page.set(None)
        return record.verdict

    @contextmanager
    def experiment(
        self, name: str, inputs: dict[str, Any], declared: Collection[str] | None = None
    ) -> Iterator[Evidence]:
        """Record an experiment in this thread. If it fails, the record is kept with the reason."""
        record = Evidence(
            id=identifier("experiment", name),
            kind="experiment",
            name=name,
            run=self.run,
            environment=self.environment,
            started=self.clock(),
            inputs=inputs,
        )
        file = record.path(self.results).with_suffix(SUFFIX) if self.results else None
        before = _page.set(Page(record, self.figures, declared, Course(record.steps, file, self.clock, self._keeps)))
        began, calls = self.watch.begin() if self.watch else 0.0, HttpCalls()
        try:
            try:
                with heard_by(calls.hear):
                    yield record
            finally:
                record.machine = self.watch.end(began) if self.watch else None
            record.verdict = Verdict.PASS
        except Inconclusive as reason:
            record.reasons.append(mask(str(reason)))
            record.own_fault = record.reasons[-1] if isinstance(reason, OwnFault) else ""
            raise
        except RobotError:  # the run itself was stopped
            record.reasons.append("the run was interrupted")
            raise
        except TooLate as late:
            if doubt := excused(late, record.machine):
                record.reasons.append(mask(doubt))
                raise Inconclusive(doubt) from late
            record.verdict = Verdict.FAIL
            record.reasons.append(mask(f"{type(late).__name__}: {late}"))
            raise
        except Exception as error:
            if fault := own_fault(error):
                record.own_fault = mask(fault)
                record.reasons.append(record.own_fault)
                raise OwnFault(record.own_fault) from error
            record.verdict = Verdict.FAIL
            record.reasons.append(mask(f"{type(error).__name__}: {error}"))
            raise
        finally:
            _page.reset(before)
            record.finished = self.clock()
            record.made_on = record.made_on or ([self.own_stack] if self.own_stack else [])
            if self.results and calls.number:  # else another process made the calls, and has kept them
                record.http = har.save(calls, record.id, self.results)
            self._save(record)

    def _keeps(self) -> bool:
        return not self.closed

    def _save(self, record: Evidence) -> None:
        if self.results is not None and self._keeps():
            save(Evidence.model_validate(masked(record.model_dump())), self.results)
