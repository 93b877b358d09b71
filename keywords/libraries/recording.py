"""Imported by every suite: follows the run as a listener, keeps each check's evidence, builds the dossier at the end.

Listeners only collect. The recorder decides the verdict of a check; the dossier is built from files when the process
ends.
"""

import atexit
import logging
import sys
from pathlib import Path
from typing import Any

from robot import result, running
from robot.api import logger
from robot.api.deco import library
from robot.errors import DataError
from robot.libraries.BuiltIn import BuiltIn
from robot.utils import escape

from keywords import dossier, experiments
from keywords.basics.errors import Misuse
from keywords.basics.folders import RESULTS
from keywords.basics.secrets import mask, masked
from keywords.basics.words import Verdict
from keywords.checklists.requirements import catalogue
from keywords.cleaning import cleaner
from keywords.diagnosis import where_to_look
from keywords.environments import Environment, EnvironmentFileError
from keywords.evidence import links, results
from keywords.evidence.model import Evidence, now
from keywords.evidence.saying import said
from keywords.libraries import beginning
from keywords.libraries.asserting import OBSERVES
from keywords.libraries.base import HANDED, IS_ROBOT
from keywords.running import checks, runs
from keywords.running.run import Run

for chatty in ("httpx", "httpcore"):  # a line for each poll would flood the log
    logging.getLogger(chatty).setLevel(logging.WARNING)
TIMED_OUT = "Test timeout "
SHOWN = {Verdict.PASS: "PASS", Verdict.FAIL: "FAIL", Verdict.INCONCLUSIVE: "SKIP"}


@library(scope="GLOBAL", listener="SELF", auto_keywords=False)
class recording:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Has no keywords: its import starts the recording. The other libraries take the run from here."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        is_robot = BuiltIn().robot_running and BuiltIn().get_variable_value(IS_ROBOT)
        self._dry = is_robot or not BuiltIn().robot_running or BuiltIn().dry_run_active
        self._record: results.RunRecord | None = None
        self._explained = ""  # the last check whose failure was explained
        self._foreseen = False  # the run knows which experiments it will be asked for
        self.way = ""  # from the log to the run's folder, for links
        if is_robot:  # the run of another process keeps the records
            self.run = BuiltIn().get_variable_value(HANDED)
            if self.run is None:
                raise Misuse("a robot was not given the run that it works for")
            return
        if self._dry:
            self.run = Run(self._environment(), experiments.catalogue())
        else:
            self.run, self._record, self.way = begin_run(self._environment())

    def _environment(self) -> Environment:
        try:
            return beginning.chosen_environment()
        except (DataError, EnvironmentFileError) as problem:
            if not self._dry and (folder := beginning.chosen_folder()):
                checks.clear(folder, beginning.files_of_robot().values())
            beginning.refuse(problem)

    def start_suite(self, data: running.TestSuite, _result: result.TestSuite) -> None:
        if not self._dry:
            checks.leave_out_what_is_set_aside(root_of(data), BuiltIn().get_variable_value("${OPTIONS}")["include"])

    def start_keyword(self, data: Any, _shown: Any) -> None:
        """A setup comes before any check: while it makes the environment ready, robots load."""
        if not self._dry and not self._foreseen:
            self._foreseen = True
            self.run.scheduler.plan(checks.experiments(root_of(data)))

    def start_test(self, data: running.TestCase, shown: result.TestCase) -> None:
        if self._dry:
            return
        if self._record and not self._record.planned:
            self._record = plan_run(self.run, self._record, data)
        tags = [str(tag) for tag in data.tags]
        identity = checks.identity(data.full_name, data.name)
        speaks_for = [tag for tag in tags if tag in catalogue()]
        self.run.recorder.begin_check(identity, data.name, data.parent.full_name, tags, speaks_for)
        self.run.recorder.place = shown.id
        if problem := checks.problem_of(data, self.run.catalogue):
            refuse(data, problem)

    def end_test(self, data: running.TestCase, shown: result.TestCase) -> None:
        recorder = self.run.recorder
        if self._dry:
            problem = (
                checks.problem_of(data, self.run.catalogue)
                or checks.problem_of_place(root_of(data.parent), data)
                or checks.problem_of_steps(data.tags, shown.body, OBSERVES)
            )
            if problem:
                shown.status, shown.message = "FAIL", problem
            return
        if recorder.check is None:
            return
        record = recorder.check
        shown.message = mask(shown.message)
        failed = [step for step in steps_of(shown) if getattr(step, "status", "") == "FAIL"]
        hidden = failed[0].message if failed and shown.status != "FAIL" else ""
        timed_out = shown.message.startswith(TIMED_OUT)  # what it waited for is not known to be the pipeline's fault
        status = "SKIP" if timed_out else shown.status
        verdict = recorder.end_check(status, hidden or shown.message, bool(failed) and not timed_out)
        if trouble := self.run.scene.close():
            self.run.left_behind.append(mask(f"After the check {data.name!r}: {trouble}"))
        if shown.status != SHOWN[verdict]:
            shown.status, shown.message = SHOWN[verdict], mask("; ".join(record.reasons))
        if verdict is Verdict.PASS:
            shown.message = mask(said(record, self.run.read_by(record)))
        shown.message = links.moved(shown.message, self.way)
        shown.doc = links.moved(documentation(record, shown.doc), self.way)

    def log_message(self, message: result.Message) -> None:
        message.message = links.moved(mask(message.message), self.way)

    def end_keyword(self, _data: Any, shown: Any) -> None:
        if getattr(shown, "message", ""):
            shown.message = mask(shown.message)
        check = self.run.recorder.check
        if shown.status == "FAIL" and not self._dry and check is not None and check.id != self._explained:
            self._explained = check.id
            ids = where_to_look.ids_of(self.run.recorder.failed)
            if where := where_to_look.explain(shown.message, self.run.worlds, ids):
                logger.info(mask(where))


def documentation(record: Evidence, own: str = "") -> str:
    """What a check speaks for, in the sentences of the checklists, and where its evidence is."""
    sentences = [f"*{name}* {catalogue()[name].text}" for name in record.requirements if name in catalogue()]
    evidence = f"[{record.path(Path()).as_posix()}|evidence]"
    return "\n\n".join(filter(None, [own, *sentences, evidence]))


def steps_of(shown: result.TestCase) -> list[Any]:
    return [*([shown.setup] if shown.has_setup else []), *shown.body]


def refuse(data: running.TestCase, problem: str) -> None:
    """Fail a check with this problem before it does anything."""
    data.setup = data.teardown = None
    data.body.clear()
    data.body.create_keyword("BuiltIn.Fail", args=[escape(problem)])


def begin_run(environment: Environment) -> tuple[Run, results.RunRecord, str]:
    """Replace any older decision with "HOLD: running" before anything runs, and decide when the process ends."""
    folder, written = beginning.chosen_folder() or runs.make(RESULTS), beginning.files_of_robot()
    way = links.way(written["log.html"], folder)
    record = checks.begin(folder, environment, written.values())
    run = Run(environment, experiments.catalogue(), results=folder, name=record.run)
    atexit.register(close_run, run, folder, written, way)
    return run, record, way


def root_of(suite: Any) -> Any:
    while suite.parent is not None:
        suite = suite.parent
    return suite


def plan_run(run: Run, record: results.RunRecord, data: running.TestCase) -> results.RunRecord:
    """Record the planned checks as soon as Robot announces them."""
    root = root_of(data.parent)
    run.scheduler.plan(checks.experiments(root))
    planned = checks.plan(record, root)
    if run.recorder.results is not None:
        planned.save(run.recorder.results)
    return planned


def close_run(run: Run, folder: Path, written: dict[str, Path], way: str) -> None:
    """After Robot has written its files: undo what the run did, collect the files, and decide."""
    run.recorder.closed = True
    robots = run.scheduler.robots
    robots.end()
    run.left_behind += [*robots.left_behind, *cleaner.end(run.ledger, run.worlds).sentences]
    links.collect(written, folder, way)
    record = results.RunRecord.load(folder)
    seen = record.environment.model_copy(update={"fingerprint": run.fingerprint})
    ended = {"finished": now(), "environment": seen, "left_behind": masked(run.left_behind)}
    record.model_copy(update=ended).save(folder)
    built = dossier.build(folder)
    runs.ended(folder, written.values())
    page = folder / "dossier" / "index.html"
    sys.stderr.write(f"{built.decision}: {built.reasons[0] if built.reasons else 'every gate passes'}\n")
    sys.stderr.write(f"The decision is {built.decision}, and Robot's own exit status is not it. Dossier: {page}\n")
