"""Runbooks: what a person does by hand, read from docs/runbooks/ and done exactly as it is written there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from keywords.basics.errors import Inconclusive
from keywords.basics.folders import REPOSITORY
from keywords.basics.waiting import at_last
from keywords.stacks.command_line import HOME, OF_THE_MACHINE

FOLDER = REPOSITORY / "docs" / "runbooks"
SEE, MEND, OVER = "See it", "Mend it", "It is over when"
SEE_SECONDS = 20  # until what is to be seen can be seen
STEP_SECONDS = 60
NEEDED = ("bash", "curl")
_STEP = re.compile(r"^## (?P<section>[^\n]+)$|^```sh\n(?P<command>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^\| `(?P<code>[a-z_]+)` \|(?P<happened>[^|]*)\|(?P<helps>[^|]*)\|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)]+)\)")


@dataclass(frozen=True)
class Step:
    section: str
    command: str


@dataclass(frozen=True)
class Done:
    step: Step
    status: int
    said: str

    @property
    def good(self) -> bool:
        return self.status == 0

    def __str__(self) -> str:
        return (
            f"{self.step.section}: `{self.step.command.strip()}` ended with {self.status}: {self.said.strip()[-300:]}"
        )


def read(name: str) -> list[Step]:
    """The commands of a runbook, each with the heading that it stands under."""
    return steps((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def steps(text: str) -> list[Step]:
    section, found = "", list[Step]()
    for match in _STEP.finditer(text):
        section = match["section"] or section
        if match["command"]:
            found.append(Step(section, match["command"]))
    return found


def of(section: str, book: Iterable[Step]) -> list[Step]:
    return [step for step in book if step.section == section]


def see(book: Iterable[Step], place: Mapping[str, str]) -> list[Done]:
    """A person looks again until all is as the runbook says."""
    return at_last(lambda: carry_out(of(SEE, book), place), well, SEE_SECONDS)


def well(done: Iterable[Done]) -> bool:
    return all(each.good for each in done)


def carry_out(wanted: Iterable[Step], place: Mapping[str, str]) -> list[Done]:
    """One step after the other, until one fails."""
    done = list[Done]()
    for step in wanted:
        done.append(execute(step, place))
        if not done[-1].good:
            break
    return done


def execute(step: Step, place: Mapping[str, str]) -> Done:
    """As a person would type it, at the root of the repository, with these placeholders."""
    try:
        ended = subprocess.run(  # noqa: S603 (the runbook is part of this repository)
            [bash(), "-eu", "-o", "pipefail", "-c", step.command],
            cwd=REPOSITORY,
            env=surroundings(place),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=STEP_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Done(step, -1, f"it did not end within {STEP_SECONDS} s")
    return Done(step, ended.returncode, ended.stdout + ended.stderr)


def bash() -> str:
    if missing := [tool for tool in NEEDED if not shutil.which(tool)]:
        raise Inconclusive(f"the runbooks need {' and '.join(missing)}, which this machine lacks")
    return str(shutil.which("bash"))


def surroundings(place: Mapping[str, str]) -> dict[str, str]:
    """The shell's own; `python` is this one, and no variable leads to another stack."""
    if missing := [tool for tool in NEEDED if not shutil.which(tool)]:
        raise Inconclusive(f"the runbooks need {' and '.join(missing)}, which this machine lacks")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_") or k in OF_THE_MACHINE}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    homes = {HOME: str(Path(kept[HOME]).absolute())} if HOME in kept else {}
    return {**kept, **homes, "PATH": path, **place}


# What each code means, and what helps


def procedures() -> dict[str, str]:
    """What helps, by code, as codes.md says."""
    return {match["code"]: match["helps"].strip() for match in _CODE.finditer(page())}


def page() -> str:
    return (FOLDER / "codes.md").read_text(encoding="utf-8")


def broken_links(text: str, folder: Path) -> list[str]:
    """Links to pages that are not there."""
    targets = [link.partition("#")[0] for link in _LINK.findall(text) if "://" not in link]
    return [target for target in targets if target and not (folder / target).exists()]
