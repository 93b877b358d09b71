"""Mutants of Countersign's own judgement, against its unit tests: nobody can judge the judge by its own verdicts."""

import re
import subprocess
import sys
import time

from keywords.proof.mutants.kept import Fate
from keywords.proof.mutants.mutant import Mutant
from keywords.proof.mutants.tree import Tree
from keywords.proof.mutants.trial import Trial, tree_first

PREFIX = "keywords/"
MOST_SECONDS = 300
PYTEST = ("-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", "--tb", "line")
RED = re.compile(r"^FAILED (.+?)(?: - (.*))?$", re.MULTILINE)
ALL_PASSED, SOME_FAILED = 0, 1


def tests_of(file: str) -> str:
    """The folder of the unit tests of the room that a file is in."""
    return f"tests/{'/'.join(file.split('/')[:2])}"


def tried(mutant: Mutant, tree: Tree) -> Trial:
    with tree.changed(mutant):
        return units(tests_of(mutant.file), tree)


def units(folder: str, tree: Tree) -> Trial:
    """Run the unit tests of a folder until one turns red."""
    if not any((tree.folder / folder).rglob("test_*.py")):
        return Trial(Fate.INCONCLUSIVE, because=f"{folder} has no tests")
    began = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603 (ourselves, with arguments of our own)
            [sys.executable, *PYTEST, folder],
            cwd=tree.folder,
            env=tree_first(tree),
            capture_output=True,
            text=True,
            check=False,
            timeout=MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Trial(Fate.INCONCLUSIVE, because=f"{folder} took longer than {MOST_SECONDS} s")
    return judged(done.returncode, done.stdout, round(time.monotonic() - began, 1))


def judged(status: int, said: str, seconds: float) -> Trial:
    last = " ".join(said.strip().splitlines()[-1:])
    if status == ALL_PASSED:
        return Trial(Fate.SURVIVED, "", last, seconds)
    red = RED.search(said)
    if status == SOME_FAILED and red:
        return Trial(Fate.CAUGHT, red[1], red[2] or "", seconds)
    return Trial(Fate.BROKEN, "", last, seconds)
