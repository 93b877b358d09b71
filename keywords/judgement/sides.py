"""Two sides of a comparison: a requirement that compares environments needs evidence of each."""

from collections.abc import Iterable, Mapping
from typing import Any

from keywords.checklists.requirements import Requirement
from keywords.evidence.model import Evidence


def seen(own: str, fingerprint: Mapping[str, Any], records: Iterable[Evidence]) -> set[str]:
    """The environments whose fingerprints are in the evidence: the run's own, and those it was held against.

    A pipeline is no other side of itself: a side with the fingerprint of the run does not count.
    """
    others = {name for record in records for name, print_ in record.sides.items() if print_ and print_ != fingerprint}
    return others | ({own} if fingerprint else set())


def one_sided(requirement: Requirement, there: Iterable[str]) -> str:
    """Why the evidence is only a rehearsal of a comparison, or ''."""
    both = set(there)
    missing = [name for name in requirement.compares if name not in both]
    if not missing:
        return ""
    known = " and ".join(name for name in requirement.compares if name in both) or "none"
    return f"one side only: {known}; {' and '.join(missing)} was not seen"
