"""Which state of Countersign judges."""

import subprocess

from keywords.basics.folders import REPOSITORY

UNKNOWN = "unknown"


def commit() -> str:
    """The commit of the repository, with `-dirty` if files were changed; `unknown` without git."""
    command = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 (ours)
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return done.stdout.strip() or UNKNOWN
