"""What GitHub Actions and GitLab CI do with a template: its commands are carried out, in a folder like a checkout.

The programs and addresses of the services are stood in for: `gh` by a program that notes its calls, GitLab's API by a
server on this machine. Steps of others (`uses:`) are only looked at.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import yaml

from keywords.basics.folders import REPOSITORY
from tests.answering import Answer, answering

TEMPLATES = REPOSITORY / "deploy" / "ci"
SETUP = ("Makefile", "requirements.txt", "requirements-dev.txt", "constraints.txt", "pyproject.toml")
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
NAME = re.compile(r"(?<!['\w])[a-z]+(?:\.[\w-]+)+")
SECONDS = 300
PROJECT, MERGE_REQUEST = "7", "12"
JOB_TOKEN, OWN_TOKEN = "token-of-the-job", "token-for-notes"
GH = """#!{python}
import json, os, shutil, sys
OPTIONS = {{
    "api": {{"--silent", "-f", "-F"}},
    "run list": {{"--workflow", "--branch", "--event", "--status", "--limit", "--json", "--jq"}},
    "run download": {{"--name", "--dir"}},
    "pr comment": {{"--body-file", "--edit-last", "--create-if-none"}},
}}
words = sys.argv[1:]
command = next(name for name in OPTIONS if words[: len(name.split())] == name.split())
wrong = [word for word in words if word.startswith("-") and word not in OPTIONS[command]]
if wrong or not os.environ.get("GH_TOKEN"):
    sys.exit(f"gh {{command}}: {{wrong or 'no token'}}")
with open(os.environ["GH_CALLS"], "a") as calls:
    calls.write(json.dumps(words) + "\\n")
latest = os.environ["GH_LATEST"]
if command == "run list" and latest:
    print("4711")
if command == "run download":
    shutil.copytree(latest, words[words.index("--dir") + 1])
"""


def template(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((TEMPLATES / name).read_text(encoding="utf-8"))
    return loaded


def checkout(folder: Path) -> Path:
    """What `make setup` needs, with the environment of this repository: there, it has nothing left to do."""
    folder.mkdir()
    for name in SETUP:
        shutil.copy2(REPOSITORY / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    ready = subprocess.run(["make", "--question", "setup"], cwd=folder, check=False)
    assert ready.returncode == 0, "this environment is older than the requirements: run `make setup`"
    return folder


def shell(script: str, folder: Path, variables: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", *options, "-c", script],
        cwd=folder,
        env=dict(variables),
        text=True,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )


@dataclass
class GitHub:
    """A job of a workflow, for one event."""

    folder: Path
    variables: Mapping[str, str]
    context: dict[str, str]
    latest: Path | None = None  # the results that the last run of the main branch kept
    outcomes: dict[str, str] = field(default_factory=dict)  # of each step, by its name or action
    said: list[str] = field(default_factory=list)
    red: bool = False

    @property
    def page(self) -> Path:
        return self.folder.parent / "page.md"

    @property
    def calls(self) -> list[list[str]]:
        file = self.folder.parent / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def value(self, text: object) -> str:
        """A text with its expressions replaced."""
        return EXPRESSION.sub(lambda found: str(self._value(found[1])), str(text))

    def _value(self, expression: str) -> Any:
        python = expression.strip().replace("!cancelled()", "True").replace("&&", " and ").replace("||", " or ")
        python = python.replace("! ", "not ")
        return eval(NAME.sub(lambda name: repr(self.context[name[0]]), python), {"__builtins__": {}})

    def carry_out(self, workflow: dict[Any, Any], job: dict[str, Any]) -> None:
        """Its steps, in order; a red step ends the job but for those that say otherwise."""
        program = self.folder.parent / "bin" / "gh"
        program.parent.mkdir()
        program.write_text(GH.format(python=sys.executable))
        program.chmod(0o755)
        own = {
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "GH_CALLS": str(self.folder.parent / "calls.jsonl"),
            "GH_LATEST": str(self.latest or ""),
            "GITHUB_STEP_SUMMARY": str(self.page),
            "GITHUB_REPOSITORY": "jo/countersign",
            "GITHUB_WORKFLOW": str(workflow["name"]),
        }
        given = {name: self.value(value) for part in (workflow, job) for name, value in part.get("env", {}).items()}
        self.context |= {f"env.{name}": value for name, value in given.items()}
        for step in job["steps"]:
            name = str(step.get("name") or step["uses"])
            condition = str(step.get("if", "${{ true }}"))
            wanted = not self.red if "if" not in step else bool(self._value(EXPRESSION.sub(r"\1", condition)))
            outcome = self._step(step, {**self.variables, **own, **given}) if wanted else "skipped"
            self.outcomes[name] = outcome
            if "id" in step:
                self.context[f"steps.{step['id']}.outcome"] = outcome
            self.red |= outcome == "failure" and not step.get("continue-on-error")

    def _step(self, step: dict[str, Any], variables: Mapping[str, str]) -> str:
        if "uses" in step:
            return "looked at"
        more = {name: self.value(value) for name, value in step.get("env", {}).items()}
        assert "${{" not in step["run"], "an expression within a command could bring in other commands"
        done = shell(step["run"], self.folder, {**variables, **more}, "-e")
        self.said.append(done.stdout + done.stderr)
        return "failure" if done.returncode else "success"


@dataclass
class GitLab:
    """A job of GitLab CI, for one event."""

    folder: Path
    variables: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    said: str = ""
    status: int = 0

    def carry_out(self, job: dict[str, Any]) -> None:
        """Its script and what comes after, each in a shell of its own. Only the first decides its status."""
        for part in ("script", "after_script"):
            done = shell("\n".join(job[part]), self.folder, self.variables, "-e", "-o", "pipefail")
            self.said += done.stdout + done.stderr
            self.status = done.returncode if part == "script" else self.status
            assert part == "script" or done.returncode == 0, done.stderr

    @contextmanager
    def serving(self, main: Path | None) -> Iterator[str]:
        """The API: the results of the main branch, if it has any, and the notes of a merge request."""

        def answer(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            project = f"/projects/{PROJECT}"
            if (method, path) == ("GET", f"{project}/jobs/artifacts/main/download?job=acceptance"):
                known = main is not None and headers.get("JOB-TOKEN") == JOB_TOKEN
                return (200, zipped(main)) if known and main else (404, b"")
            if (method, path) == ("POST", f"{project}/merge_requests/{MERGE_REQUEST}/notes"):
                if headers.get("PRIVATE-TOKEN") != OWN_TOKEN:
                    return 401, b""
                self.notes += parse_qs(body.decode())["body"]
                return 201, b"{}"
            return 404, b""

        with answering(answer) as address:
            yield address


def zipped(results: Path) -> bytes:
    """The artifact of a job that kept these results."""
    file = results.parent / "artifact.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(results.rglob("*")):
            archive.write(path, Path("results/ci") / path.relative_to(results))
    return file.read_bytes()
