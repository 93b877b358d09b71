"""The dossier: what stakeholders read and sign. It is built from a results folder, never from a process's memory."""

from keywords.dossier.building import announce, build, decide, existing
from keywords.dossier.checking import Verified, changes, compare, verify
from keywords.dossier.model import Dossier

__all__ = ["Dossier", "Verified", "announce", "build", "changes", "compare", "decide", "existing", "verify"]
