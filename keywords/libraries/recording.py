"""Imported by every suite: follows the run as a listener, keeps each check's evidence, builds the dossier at the end.

Listeners only collect. What a check comes to is settled in the recorder; the dossier is made from files when the
process ends.
"""

import atexit
import logging
import shutil
import sys
from pathlib import Path
from typing import Any

from robot import result, running
from robot.api import logger
from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn
from robot.utils import escape

from keywords import dossier, environments, world
from keywords.basics.secrets import mask, masked
from keywords.basics.words import Verdict
from keywords.checklists.requirements import REPOSITORY, catalogue
from keywords.cleaning import cleaner
from keywords.diagnosis import where_to_look
from keywords.evidence import results
from keywords.evidence.model import now
from keywords.evidence.recorder import recorder
from keywords.running import checks, registry

for chatty in ("httpx", "httpcore"):  # a line for every poll would drown the log
    logging.getLogger(chatty).setLevel(logging.WARNING)
FILES = {"OUTPUT FILE": "output.xml", "LOG FILE": "log.html", "REPORT FILE": "report.html"}
SHOWN = {Verdict.PASS: "PASS", Verdict.FAIL: "FAIL", Verdict.INCONCLUSIVE: "SKIP"}


@library(scope="GLOBAL", listener="SELF", auto_keywords=False)
class recording:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """No keywords: importing it is what records."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self._dry = BuiltIn().dry_run_active if BuiltIn().robot_running else True
        self._run = None if self._dry else begin_run()
        self._explained = ""  # the last check whose failure was explained

    def start_suite(self, data: running.TestSuite, _result: result.TestSuite) -> None:
        if not self._dry:
            checks.leave_out_the_nightly(root_of(data), BuiltIn().get_variable_value("${OPTIONS}")["include"])

    def start_test(self, data: running.TestCase, _result: result.TestCase) -> None:
        if self._dry:
            return
        if self._run and not self._run.planned:
            self._run = plan_run(self._run, data)
        tags = [str(tag) for tag in data.tags]
        recorder.begin_check(
            checks.identity(data.full_name, data.name), data.name, data.parent.full_name, tags,
            [tag for tag in tags if tag in catalogue()],
        )  # fmt: skip
        if problem := checks.problem_of(data):
            refuse(data, problem)

    def end_test(self, data: running.TestCase, shown: result.TestCase) -> None:
        if self._dry:
            problem = checks.problem_of(data)
            if problem:
                shown.status, shown.message = "FAIL", problem
            return
        if recorder.check is None:
            return
        record = recorder.check
        shown.message = mask(shown.message)
        failed = [step for step in steps_of(shown) if getattr(step, "status", "") == "FAIL"]
        hidden = failed[0].message if failed and shown.status != "FAIL" else ""
        verdict = recorder.end_check(shown.status, hidden or shown.message, bool(failed))
        if shown.status != SHOWN[verdict]:
            shown.status, shown.message = SHOWN[verdict], mask("; ".join(record.reasons))
        where = record.path(Path()).as_posix()
        shown.doc = f"{shown.doc}\n\nEvidence: [{where}|{record.id}]".strip()

    def log_message(self, message: result.Message) -> None:
        message.message = mask(message.message)

    def end_keyword(self, _data: Any, shown: Any) -> None:
        if getattr(shown, "message", ""):
            shown.message = mask(shown.message)
        check = recorder.check
        if shown.status == "FAIL" and not self._dry and check is not None and check.id != self._explained:
            self._explained = check.id
            if where := where_to_look.explain(shown.message):
                logger.info(mask(where))


def steps_of(shown: result.TestCase) -> list[Any]:
    return [*([shown.setup] if shown.has_setup else []), *shown.body]


def refuse(data: running.TestCase, problem: str) -> None:
    """Let nothing of a check happen that cannot be true."""
    data.setup = data.teardown = None
    data.body.clear()
    data.body.create_keyword("BuiltIn.Fail", args=[escape(problem)])


def folder_of_results() -> Path:
    """Robot's output directory if one was asked for, else results/ of the repository."""
    chosen = Path(str(BuiltIn().get_variable_value("${OUTPUT DIR}")))
    return chosen if chosen != Path.cwd() else REPOSITORY / "results"


def begin_run() -> results.Run:
    """Before anything runs: put "HOLD: running" where an older decision may stand, and decide when the process ends."""
    folder = folder_of_results()
    outputs = {name: Path(str(BuiltIn().get_variable_value(f"${{{name}}}"))) for name in FILES}
    environment = environments.load(BuiltIn().get_variable_value("${ENVIRONMENT}"))
    run = checks.begin(
        folder, environment,
        stale=[folder / name for kind, name in FILES.items() if outputs[kind].parent != folder],
    )  # fmt: skip
    recorder.results, recorder.run, recorder.environment = folder, run.run, run.environment.name
    atexit.register(close_run, folder, outputs)
    return run


def root_of(suite: Any) -> Any:
    while suite.parent is not None:
        suite = suite.parent
    return suite


def plan_run(run: results.Run, data: running.TestCase) -> results.Run:
    """Write down what is planned, as soon as Robot tells."""
    root = root_of(data.parent)
    registry.plan(checks.experiments(root))
    planned = checks.plan(run, root)
    planned.save(folder_of_results())
    return planned


def close_run(folder: Path, outputs: dict[str, Path]) -> None:
    """After Robot has written its files: gather them, and decide."""
    for kind, path in outputs.items():
        if path.is_file() and path.parent != folder:
            shutil.copyfile(path, folder / FILES[kind])
    run = results.Run.load(folder)
    seen = run.environment.model_copy(update={"fingerprint": world.last_fingerprint()})
    ended = {"finished": now(), "environment": seen, "left_behind": masked(cleaner.left_behind())}
    run.model_copy(update=ended).save(folder)
    built = dossier.build(folder)
    sys.stderr.write(f"{built.decision}: {built.reasons[0] if built.reasons else 'every gate passes'}\n")
    sys.stderr.write(f"Dossier: {folder / 'dossier' / 'index.html'}\n")
