"""What experiments observed and no check judged: their controls, and what only informs a reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keywords.evidence.model import Evidence, Observation
from keywords.judgement.verdicts import CheckVerdict


@dataclass(frozen=True)
class Unjudged:
    """A control with its limit, or information with its reason."""

    seen: Observation
    why: str

    @property
    def words(self) -> str:
        seen = self.seen
        value = seen.value if isinstance(seen.value, str) else f"{seen.value:.3g}"
        cases = f"in {seen.population} {'case' if seen.population == 1 else 'cases'}"
        return f"{seen.name}: {value} {seen.unit} {cases}".replace("  ", " ")


@dataclass(frozen=True)
class Beside:
    """An experiment with what it observed beside the figures that checks judged."""

    record: Evidence
    controls: tuple[Unjudged, ...]
    information: tuple[Unjudged, ...]


def beside(experiments: Iterable[Evidence], checks: Iterable[CheckVerdict]) -> list[Beside]:
    """The experiments with controls or information. What a check of this run judged is no information."""
    judged = {
        (record.id, judgement.observation)
        for check in checks
        for record in check.experiments
        for judgement in (check.evidence.judgements if check.evidence else ())
    }
    found = []
    for record in experiments:
        informs = {name: why for name, why in record.informs.items() if (record.id, name) not in judged}
        controls, information = _seen(record.observations, record.controls), _seen(record.observations, informs)
        if controls or information:
            found.append(Beside(record, controls, information))
    return found


def _seen(observations: Sequence[Observation], wanted: dict[str, str]) -> tuple[Unjudged, ...]:
    return tuple(Unjudged(each, wanted[each.name]) for each in observations if each.name in wanted)
