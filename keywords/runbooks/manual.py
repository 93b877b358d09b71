"""Runbooks: what a person does by hand, read from docs/runbooks/ and executed exactly as written."""

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
from keywords.basics.waiting import poll
from keywords.evidence.steps import step
from keywords.stacks.command_line import HOME, OF_THE_MACHINE

FOLDER = REPOSITORY / "docs" / "runbooks"
SEE, MEND, OVER = "See it", "Mend it", "It is over when"
SEE_SECONDS = 20  # until the symptom must be visible
STEP_SECONDS = 60
NEEDED = ("bash", "curl")
_STEP = re.compile(r"^## (?P<section>[^\n]+)$|^```sh\n(?P<command>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^\| `(?P<code>[a-z_]+)` \|(?P<happened>[^|]*)\|(?P<helps>[^|]*)\|$", re.MULTILINE)
_IN_EVENTS = re.compile(r"^`(?P<code>[a-z_]+)` in the events of a job (?P<helps>says .+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)]+)\)")


@dataclass(frozen=True)
class Step:
    section: str
    command: str


@dataclass(frozen=True)
class Done:
    """A step that was executed."""

    step: Step
    status: int
    output: str

    @property
    def good(self) -> bool:
        return self.status == 0

    def __str__(self) -> str:
        command, output = self.step.command.strip(), self.output.strip()[-300:]
        return f"{self.step.section}: `{command}` ended with {self.status}: {output}"


def read(name: str) -> list[Step]:
    """The steps of a runbook."""
    return steps((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def steps(text: str) -> list[Step]:
    """The commands in a text, each with the heading above it."""
    section, listed = "", list[Step]()
    for match in _STEP.finditer(text):
        section = match["section"] or section
        if match["command"]:
            listed.append(Step(section, match["command"]))
    return listed


def steps_in(section: str, book: Iterable[Step]) -> list[Step]:
    return [step for step in book if step.section == section]


def see(book: Iterable[Step], variables: Mapping[str, str]) -> list[Done]:
    """Execute the steps that show the symptom, again and again until all succeed or the time is up."""
    return poll(lambda: carry_out(steps_in(SEE, book), variables), all_good, SEE_SECONDS)


def all_good(done: Iterable[Done]) -> bool:
    return all(step.good for step in done)


def carry_out(book: Iterable[Step], variables: Mapping[str, str]) -> list[Done]:
    """Execute steps until one fails."""
    done = list[Done]()
    for each in book:
        done.append(execute(each, variables))
        if not done[-1].good:
            break
    return done


@step("Carry out a command", "{step.command}", saw=lambda done: "" if done.good else str(done))
def execute(step: Step, variables: Mapping[str, str]) -> Done:
    """Execute a step as a person would type it at the root of the repository, with these variables set."""
    try:
        ended = subprocess.run(  # noqa: S603 (the runbook is part of this repository)
            [bash(), "-eu", "-o", "pipefail", "-c", step.command],
            cwd=REPOSITORY,
            env=shell_environment(variables),
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


def shell_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Our own environment. `python` is our Python, and no variable leads to another stack."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_") or k in OF_THE_MACHINE}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    homes = {HOME: str(Path(kept[HOME]).absolute())} if HOME in kept else {}
    return {**kept, **homes, "PATH": path, **variables}


# What each error code means, and what to do about it


def procedures() -> dict[str, str]:
    """What to do about each error code, from codes.md."""
    codes = (FOLDER / "codes.md").read_text(encoding="utf-8")
    return {match["code"]: match["helps"].strip() for match in _CODE.finditer(codes)}


def procedures_for_events() -> dict[str, str]:
    """What codes.md says of each code that occurs in the events of a job only, and not in any answer."""
    codes = (FOLDER / "codes.md").read_text(encoding="utf-8")
    return {match["code"]: match["helps"].strip() for match in _IN_EVENTS.finditer(codes)}


def broken_links(text: str, folder: Path) -> list[str]:
    """The links to pages that do not exist."""
    targets = [link.partition("#")[0] for link in _LINK.findall(text) if "://" not in link]
    return [target for target in targets if target and not (folder / target).exists()]
