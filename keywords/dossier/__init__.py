"""The dossier: what stakeholders read and sign. It is built from a results folder, never from a process's memory."""

from keywords.dossier.building import announce, build, decide, existing
from keywords.dossier.checking import Verified, verify
from keywords.dossier.comparing import changes, compare, compare_as_markdown
from keywords.dossier.model import Dossier

__all__ = [
    "Dossier",
    "Verified",
    "announce",
    "build",
    "changes",
    "compare",
    "compare_as_markdown",
    "decide",
    "existing",
    "verify",
]
