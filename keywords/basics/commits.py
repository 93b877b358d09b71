"""Which state of the repository something came from."""

import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

from keywords.basics.folders import REPOSITORY

OF_THE_SUITE = ("keywords", "resources", "suites", "variables")  # what a run judges with
UNKNOWN = "unknown"


def commit_of(repository: Path, judged: Sequence[str]) -> str:
    """The commit, with a hash of the uncommitted changes to these folders."""
    head = _git(repository, "rev-parse", "HEAD").decode().strip()
    changes = hashlib.sha256(_git(repository, "diff", "HEAD", "--", *judged))
    untracked = _git(repository, "ls-files", "--others", "--exclude-standard", "-z", "--", *judged)
    for name in sorted(filter(None, untracked.split(b"\0"))):
        changes.update(name + b"\0" + (repository / name.decode()).read_bytes())
    clean = changes.hexdigest() == hashlib.sha256().hexdigest()
    return head if clean else f"{head}+{changes.hexdigest()[:12]}"


def commit_of_the_suite() -> str:
    """Which state of Countersign judges; `unknown` where its folder is no repository, or without git."""
    try:
        return commit_of(REPOSITORY, OF_THE_SUITE)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=True).stdout  # noqa: S603, S607 (git of the path, with arguments of our own)
