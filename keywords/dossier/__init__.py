"""The dossier: what stakeholders read and sign. Built from a results folder, never from what a process remembers."""

from keywords.dossier.building import announce, build, built, decide
from keywords.dossier.checking import Verified, changes, compare, verify
from keywords.dossier.model import Dossier

__all__ = ["Dossier", "Verified", "announce", "build", "built", "changes", "compare", "decide", "verify"]
