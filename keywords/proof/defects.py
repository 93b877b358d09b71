"""The seeded defects: the files of tests/defects/, and what each says of itself."""

from dataclasses import dataclass
from pathlib import Path

from keywords.basics.folders import REPOSITORY
from keywords.checklists.requirements import catalogue
from keywords.proof import hook as proof_hook

DEFECTS = REPOSITORY / "tests" / "defects"


class DefectFileError(Exception):
    """The file of a defect lacks something, or there is no such defect."""


@dataclass(frozen=True)
class Defect:
    name: str
    file: Path
    says: str
    requirements: tuple[str, ...]
    field: str
    selection: tuple[str, ...]  # the names of checks
    services: tuple[str, ...]
    module: str  # the defect is applied right after this module is loaded


def read(file: Path) -> Defect:
    loaded = proof_hook.load(file)
    try:
        defect = Defect(
            file.stem,
            file,
            (loaded.__doc__ or "").strip().partition("\n")[0],
            tuple(loaded.REQUIREMENTS),
            loaded.FIELD,
            tuple(loaded.SELECTION),
            tuple(loaded.SERVICES),
            loaded.MODULE,
        )
    except AttributeError as error:
        raise DefectFileError(f"{file}: {error}") from None
    for requirement in defect.requirements:
        if requirement not in catalogue():
            raise DefectFileError(f"{file}: there is no requirement {requirement!r}")
    if not defect.selection or isinstance(loaded.SELECTION, str):  # the comma of a tuple of one is easily forgotten
        raise DefectFileError(f"{file}: SELECTION is a tuple of the names of checks; a single one needs a comma")
    if not (defect.says and defect.requirements and callable(getattr(loaded, "apply", None))):
        raise DefectFileError(f"{file}: a defect says what breaks, names a requirement, and has apply()")
    return defect


def defects(only: str | None = None, of_field: str | None = None, folder: Path = DEFECTS) -> list[Defect]:
    """The defects of the folder, or the one of this name, or those of one field."""
    every = [read(file) for file in sorted(folder.glob("*.py")) if file.stem != "__init__"]
    chosen = [defect for defect in every if only in (None, defect.name) and of_field in (None, defect.field)]
    if not chosen:
        known = ", ".join(f"{defect.name} ({defect.field})" for defect in every)
        raise DefectFileError(f"there is no such defect; known: {known}")
    return chosen
