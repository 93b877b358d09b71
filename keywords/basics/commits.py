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
    for name in _names(repository, "--others", "--", *judged):
        changes.update(name.encode() + b"\0" + (repository / name).read_bytes())
    clean = changes.hexdigest() == hashlib.sha256().hexdigest()
    return head if clean else f"{head}+{changes.hexdigest()[:12]}"


def contents_of(repository: Path, judged: Sequence[str]) -> str:
    """A hash of all files below these paths (git's patterns): the same for two commits that differ elsewhere."""
    found = hashlib.sha256()
    for name in _names(repository, "--cached", "--others", "--", *judged):
        file = repository / name
        found.update(name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return found.hexdigest()[:16]


def files_of(repository: Path) -> list[str]:
    """Every file that belongs to the repository, also one that is not committed yet."""
    return [name for name in _names(repository, "--cached", "--others") if (repository / name).is_file()]


def commit_of_the_suite() -> str:
    """Which state of Countersign judges; `unknown` where its folder is no repository, or without git."""
    try:
        return commit_of(REPOSITORY, OF_THE_SUITE)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN


def _names(repository: Path, *which: str) -> list[str]:
    listed = _git(repository, "ls-files", "--exclude-standard", "-z", *which)
    return sorted(filter(None, listed.decode().split("\0")))


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=True).stdout  # noqa: S603, S607 (git of the path, with arguments of our own)
