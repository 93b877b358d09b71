"""The command `countersign`: run, decide, verify, compare, clean, prove, mutate."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from robot.errors import DataError, Information
from robot.run import RobotFramework

from keywords import dossier, environments, experiments
from keywords.basics.folders import RESULTS
from keywords.basics.words import Decision
from keywords.cleaning import cleaner
from keywords.commands import tag_words
from keywords.environments.environment import EnvironmentFileError
from keywords.evidence import results
from keywords.proof import proving as proof
from keywords.proof.mutants import mutating
from keywords.running import checks, merging, runs

HANDED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def understood(arguments: Sequence[str] | None = None) -> tuple[argparse.Namespace, list[str]]:
    """The words of a command line, and those that go on to robot."""
    parser = argparse.ArgumentParser(prog="countersign", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run",
        help="run the suites, build the dossier, decide: exit 0 GO, 1 NO-GO, 2 HOLD",
        epilog="All other words go to robot: options such as --include smoke, and paths (default: suites/).",
    )
    run.add_argument("--environment", help="name or file; default: COUNTERSIGN_ENVIRONMENT, else embedded")
    run.add_argument("--results", type=Path, help="everything of the run lies here; default: a new folder in results/")
    one = "a run's folder, or results/ for the latest run"
    decide = commands.add_parser("decide", help="decide again, after an attestation; or once for several runs")
    decide.add_argument("folders", type=Path, nargs="*", default=[RESULTS], help=f"{one}; several are merged")
    decide.add_argument("--results", type=Path, help="for several: where they are merged; default: results/runs/")
    verify = commands.add_parser("verify", help="check that nothing was altered")
    verify.add_argument("results", type=Path, nargs="?", default=RESULTS, help=one)
    compare = commands.add_parser("compare", help="what changed between two runs")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    compare.add_argument("--markdown", action="store_true", help="for a comment in a merge request")
    commands.add_parser("clean", help="undo what killed runs left behind: stacks, documents, faults")
    prove = commands.add_parser("prove", help="break the pipeline in known ways, and show that the suite catches each")
    prove.add_argument("--only", metavar="NAME", help="only the defect of this name in tests/defects/")
    prove.add_argument("--field", help="only the defects of one field, such as security")
    prove.add_argument("--unbroken", type=int, default=10, metavar="N", help="short runs of the unbroken pipeline (10)")
    prove.add_argument("--whole", type=int, default=0, metavar="N", help="whole runs of the unbroken pipeline (0)")
    prove.add_argument(
        "--beside-load", action="store_true", help="each unbroken run also beside a neighbour on all cores; no defects"
    )
    prove.add_argument("--at-once", type=int, default=1, metavar="N", help="broken pipelines at the same time (1)")
    prove.add_argument("--keep", action="store_true", help="keep the results folder of each run, and print its path")
    mutate = commands.add_parser("mutate", help="change one thing in a copy of the pipeline, and show who notices")
    mutate.add_argument("--seed", type=int, default=1, metavar="S", help="which mutants are drawn (1)")
    mutate.add_argument("--sample", type=int, default=30, metavar="N", help="how many are drawn (30)")
    mutate.add_argument("--in", dest="places", action="append", metavar="PLACE", help="a file or folder (repeatable)")
    mutate.add_argument("--at-once", type=int, default=1, metavar="N", help="mutants at the same time (1)")
    mutate.add_argument("--fair-weather", action="store_true", help="leave out the checks that break something")
    mutate.add_argument("--show", action="store_true", help="only show the changes")
    given, more = parser.parse_known_args(arguments)
    if more and given.command != "run":
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    return given, more


def main(arguments: Sequence[str] | None = None) -> int:
    given, more = understood(arguments)
    try:
        return {
            "run": _run,
            "decide": _decide,
            "verify": _verify,
            "compare": _compare,
            "clean": _clean,
            "prove": _prove,
            "mutate": _mutate,
        }[given.command](given, more)
    except (EnvironmentFileError, DataError, Information) as error:
        sys.stderr.write(f"countersign: {error}\n")
        return Decision.HOLD.exit_status


def _run(given: argparse.Namespace, more: list[str]) -> int:
    more = [word for word in more if word != "--"]
    environment = environments.load(given.environment)
    folder = _chosen(given.results, more) or runs.make(RESULTS)
    checks.begin(folder, environment)
    own = [environment.suites or str(checks.SUITES)]
    paths = _paths(more)
    suites = checks.read(paths or own)
    wrong = checks.problems(suites, experiments.catalogue())
    if wrong:
        dossier.build(folder)
        sys.stderr.write("countersign: nothing was run, because these checks are wrong:\n" + "\n".join(wrong) + "\n")
        return Decision.HOLD.exit_status
    chosen = ["--variable", f"ENVIRONMENT:{given.environment}"] if given.environment else []
    with tag_words.argument_file(str(tag) for test in suites.all_tests for tag in test.tags) as words:
        status = _robot(
            "--console",
            "none",
            "--listener",
            "keywords.commands.progress.Progress",
            "--outputdir",
            str(folder),
            "--argumentfile",
            str(words),
            *chosen,
            *more,
            *([] if paths else own),
        )
    if status < 0:  # robot was killed
        results.note_left_behind(folder, cleaner.sweep().sentences)
    found = (dossier.existing(folder) if status >= 0 else None) or dossier.build(folder)
    runs.ended(folder)
    _say(found, folder)
    return Decision(found.decision).exit_status


def _robot(*words: str) -> int:
    """Run robot and wait for it. A signal goes on to robot, which undoes what it did before it ends."""
    robot: subprocess.Popen[bytes] | None = None

    def hand_on(*_: object) -> None:
        if robot:
            robot.send_signal(signal.SIGTERM)

    before = {number: signal.signal(number, hand_on) for number in HANDED_ON}
    try:
        robot = subprocess.Popen([sys.executable, "-m", "robot", *words], start_new_session=True)
        return robot.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _paths(words: list[str]) -> list[str]:
    """The paths among the words for robot, as robot itself reads them."""
    return list(RobotFramework().parse_arguments([*words, "."])[1][:-1])


def _chosen(results: Path | None, words: list[str]) -> Path | None:
    """The folder that somebody chose for this run; results/ itself is the place of all runs."""
    option = None
    with suppress(DataError, Information):  # a wrong word for robot is refused once the run says "HOLD: running"
        option = RobotFramework().parse_arguments([*words, "."])[0].get("outputdir")
    if results and option and results.resolve() != Path(option).resolve():
        raise DataError(f"--results {results} and --outputdir {option} are two folders for one run; name one")
    chosen = results or (Path(option) if option else None)
    return None if chosen is None or chosen.resolve() == RESULTS else chosen.absolute()


def _found(given: Path) -> Path:
    return _said(given, runs.found(given))


def _said(given: Path, folder: Path) -> Path:
    """The folder of a run. If it was found through another, the terminal says which it is."""
    if folder.resolve() != given.resolve():
        sys.stderr.write(f"The latest run in {given}: {folder}\n")
    return folder


def _say(built: dossier.Dossier, folder: Path) -> None:
    sys.stdout.write(f"\n{built.decision}\n" + "".join(f"  - {reason}\n" for reason in built.reasons))
    sys.stdout.write(
        f"{built.decision}, exit status {built.decision.exit_status}: {folder / 'dossier' / 'index.html'}\n"
    )


def _decide(given: argparse.Namespace, _more: list[str]) -> int:
    found = merging.folders(given.folders)
    if len(found) > 1:
        folder = given.results.absolute() if given.results else runs.make(RESULTS)
        built = merging.merge(found, folder)
    else:
        folder = _said(given.folders[0], found[0])
        built = dossier.decide(folder, datetime.now(UTC).date())
    _say(built, folder)
    return Decision(built.decision).exit_status


def _verify(given: argparse.Namespace, _more: list[str]) -> int:
    found = dossier.verify(_found(given.results))
    sys.stdout.write(found.text + "\n")
    return 0 if found.holds else 1


def _compare(given: argparse.Namespace, _more: list[str]) -> int:
    before, after = _found(given.before), _found(given.after)
    for folder in (before, after):
        if dossier.existing(folder) is None:
            sys.stderr.write(f"countersign: {folder} holds no dossier of a finished run, so nothing can be compared\n")
            return Decision.HOLD.exit_status
    say = dossier.compare_as_markdown if given.markdown else dossier.compare
    sys.stdout.write(say(before, after) + "\n")
    return 0


def _clean(_given: argparse.Namespace, _more: list[str]) -> int:
    cleaned = cleaner.sweep()
    sys.stdout.write(f"entries of killed runs undone: {cleaned.undone}\n")
    sys.stdout.writelines(f"{sentence}\n" for sentence in cleaned.sentences)
    return 1 if cleaned.troubles else 0


def _prove(given: argparse.Namespace, _more: list[str]) -> int:
    return proof.command(
        given.only, given.field, given.unbroken, given.whole, given.beside_load, given.at_once, given.keep
    )


def _mutate(given: argparse.Namespace, _more: list[str]) -> int:
    places = given.places or mutating.SUBJECTS
    asked = mutating.Asked(given.seed, given.sample, places, given.at_once, given.fair_weather, given.show)
    return mutating.command(asked, experiments.catalogue())


if __name__ == "__main__":
    raise SystemExit(main())
