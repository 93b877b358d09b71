"""One run of the suite in its own process, over the pipeline unbroken or broken by one defect, and what it showed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import psutil

from keywords.basics.folders import REPOSITORY
from keywords.basics.words import Decision
from keywords.cleaning import cleaner
from keywords.evidence.model import FOLDER
from keywords.proof import hook as proof_hook
from keywords.proof.defects import Defect
from keywords.proof.store import Outcome

MOST_SECONDS = 600
RED = "fail"


@dataclass(frozen=True)
class Ran:
    """The outcome of one run."""

    dossier: dict[str, Any]
    marks: frozenset[str]
    seconds: float
    red: tuple[str, ...] = ()  # the checks that observed a contradiction
    trouble: str = ""  # why the defect could not be applied


def judge_broken(defect: Defect, ran: Ran) -> Outcome:
    """Whether the suite noticed the defect, at every requirement that the defect names."""
    if not any(mark.startswith(proof_hook.REACHED) for mark in ran.marks):
        return Outcome.NOT_REACHED
    if ran.dossier.get("decision") != Decision.NO_GO:
        return Outcome.MISSED
    seen = verdicts(ran.dossier)
    return Outcome.CAUGHT if all(seen.get(name) == RED for name in defect.requirements) else Outcome.WRONG_REASON


def judge_unbroken(ran: Ran) -> Outcome:
    counts = ran.dossier.get("checks", {})
    if ran.dossier.get("decision") == Decision.NO_GO or counts.get("failed"):
        return Outcome.FALSE_ALARM
    all_passed = counts.get("planned") and counts["planned"] == counts["passed"]
    return Outcome.PASSED if all_passed else Outcome.NO_VERDICT


def verdicts(dossier: dict[str, Any]) -> dict[str, str]:
    """The verdict of each requirement that was checked, or of its rehearsal if it does not apply here."""
    return {
        line["id"]: RED if RED in (line["verdict"], line["rehearsal"]) else line["rehearsal"] or line["verdict"]
        for line in dossier.get("requirements", [])
        if line["checks"]
    }


def run(
    selection: Sequence[str],
    results: Path,
    defect: Defect | None = None,
    *,
    tree: Path = REPOSITORY,
    more: Mapping[str, str] = MappingProxyType({}),
    seconds: float = MOST_SECONDS,
) -> Ran:
    """Run the suite of a tree in its own process, with the defect if there is one, and with more variables."""
    command = [sys.executable, "-m", "keywords.commands.countersign", "run", "--environment", "embedded"]
    with TemporaryDirectory(prefix="countersign-proof-") as outside:
        began = time.monotonic()
        with (results / "run.log").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 (ourselves, with arguments of our own)
                [*command, "--results", str(results), "--", *selection],
                env={**os.environ, **variables(Path(outside), defect), **more},
                cwd=tree,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            with _ended(child):
                child.wait(seconds)
        took = time.monotonic() - began
        files = list((Path(outside) / "marks").iterdir())
        marks = frozenset(file.name for file in files)
        trouble = next((f.read_text(encoding="utf-8") for f in files if f.name.startswith(proof_hook.BROKEN)), "")
    file = results / "dossier" / "dossier.json"
    dossier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Ran(dossier, marks, took, contradicted(results), trouble)


def contradicted(results: Path) -> tuple[str, ...]:
    """The checks that observed something other than they expect.

    A check is red, too, if its experiment broke down, but then it has shown nothing.
    """
    records = [json.loads(file.read_text(encoding="utf-8")) for file in (results / FOLDER / "check").glob("*.json")]
    return tuple(sorted(r["name"] for r in records if any(j["verdict"] == RED for j in r["judgements"])))


def variables(outside: Path, defect: Defect | None) -> dict[str, str]:
    """The environment variables that bring the defect into a run: a folder on the path, and one for marks."""
    marks, path = outside / "marks", outside / "path"
    marks.mkdir()
    path.mkdir()
    if defect is None:
        return {}
    text = proof_hook.SITECUSTOMIZE.format(file=str(defect.file), module=defect.module, services=defect.services)
    (path / "sitecustomize.py").write_text(text, encoding="utf-8")
    python_path = os.pathsep.join(filter(None, [str(path), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": python_path, proof_hook.MARKS: str(marks)}


@contextmanager
def _ended(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Make sure that the child ends: ask robot to end, so that it stops its stack, and only then kill."""
    try:
        yield
    except subprocess.TimeoutExpired:
        pass
    finally:
        if child.poll() is None:
            for process in psutil.Process(child.pid).children():
                process.send_signal(signal.SIGTERM)
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            cleaner.sweep()
