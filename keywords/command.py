"""The command `countersign`: run, decide, verify, compare, clean."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from keywords import checks, dossier, embedded
from keywords.environments import EnvironmentFileError
from keywords.requirements import REPOSITORY
from keywords.words import Decision

RESULTS = REPOSITORY / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="countersign", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the suites, build the dossier, decide: exit 0 GO, 1 NO-GO, 2 HOLD")
    run.add_argument("--environment", help="name or file; default: COUNTERSIGN_ENVIRONMENT, else embedded")
    run.add_argument("--results", type=Path, default=RESULTS)
    run.add_argument("robot", nargs="*", help="options of robot, such as --include smoke, and paths; default suites/")
    for name, said in (("decide", "decide again, after an attestation"), ("verify", "prove that nothing was altered")):
        commands.add_parser(name, help=said).add_argument("results", type=Path, nargs="?", default=RESULTS)
    compare = commands.add_parser("compare", help="what changed between two runs")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    commands.add_parser("clean", help="end what killed runs have left")
    given, more = parser.parse_known_args(arguments)
    if more and given.command != "run":
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    try:
        return {"run": _run, "decide": _decide, "verify": _verify, "compare": _compare, "clean": _clean}[given.command](
            given, more
        )
    except EnvironmentFileError as error:
        sys.stderr.write(f"countersign: {error}\n")
        return Decision.HOLD.exit_status


def _run(given: argparse.Namespace, more: list[str]) -> int:
    wrong = checks.problems(checks.repository_suite())
    if wrong:
        sys.stderr.write(
            "countersign: nothing was run, because these checks cannot be true:\n" + "\n".join(wrong) + "\n"
        )
        return Decision.HOLD.exit_status
    embedded.sweep()
    paths = [word for word in given.robot if not word.startswith("-")] or [str(checks.SUITES)]
    options = [word for word in given.robot if word not in paths] + more
    environment = ["--variable", f"ENVIRONMENT:{given.environment}"] if given.environment else []
    given.results.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable, "-m", "robot", "--console", "none", "--listener", "keywords.progress.Progress",
            "--outputdir", str(given.results), *environment, *options, *paths,
        ],
        check=False,
    )  # fmt: skip
    built = dossier.build(given.results)
    _say(built)
    return Decision(built.decision).exit_status


def _say(built: dossier.Dossier) -> None:
    sys.stdout.write(f"\n{built.decision}\n" + "".join(f"  - {reason}\n" for reason in built.reasons))


def _decide(given: argparse.Namespace, _more: list[str]) -> int:
    built = dossier.decide(given.results, datetime.now(UTC).date())
    _say(built)
    return Decision(built.decision).exit_status


def _verify(given: argparse.Namespace, _more: list[str]) -> int:
    found = dossier.verify(given.results)
    sys.stdout.write(found.text + "\n")
    return 0 if found.holds else 1


def _compare(given: argparse.Namespace, _more: list[str]) -> int:
    sys.stdout.write(dossier.compare(given.before, given.after) + "\n")
    return 0


def _clean(_given: argparse.Namespace, _more: list[str]) -> int:
    ended = embedded.sweep()
    sys.stdout.write(f"ended {len(ended)} stacks that killed runs had left\n")
    return 0
