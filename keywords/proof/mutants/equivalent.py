"""Mutants that nobody could tell from the pipeline, each with the reason: tests/mutants/equivalent.yaml."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from keywords.basics import yaml_files
from keywords.basics.folders import REPOSITORY
from keywords.proof.mutants.mutant import Mutant

FILE = REPOSITORY / "tests" / "mutants" / "equivalent.yaml"


class Equivalent(BaseModel):
    """What was changed, by its text: line numbers move."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    operator: str
    line: str  # of the source
    becomes: str
    because: str

    def fits(self, mutant: Mutant) -> bool:
        theirs = mutant.file, mutant.operator, mutant.was, mutant.becomes
        return theirs == (self.file, self.operator, self.line, self.becomes)


class Equivalents(BaseModel):
    model_config = ConfigDict(extra="forbid")

    equivalent: list[Equivalent] = []


@cache
def equivalents(file: Path = FILE) -> tuple[Equivalent, ...]:
    return tuple(yaml_files.load(Equivalents, file).equivalent)


def reason(mutant: Mutant, known: Sequence[Equivalent]) -> str:
    """Why nobody could tell this mutant from the pipeline; empty if nobody has said so."""
    return next((each.because for each in known if each.fits(mutant)), "")
