"""A copy of the repository in which one file at a time is changed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path

from keywords.basics.commits import files_of
from keywords.basics.folders import REPOSITORY
from keywords.proof.mutants.mutant import Mutant


class Tree:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def copied(cls, folder: Path, repository: Path = REPOSITORY) -> "Tree":
        for name in files_of(repository):
            copy = folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repository / name, copy)
        return cls(folder)

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """The change is in the tree within this block. What Python compiled of the file before is thrown away."""
        self._write(mutant.file, mutant.new)
        try:
            yield
        finally:
            self._write(mutant.file, mutant.old)

    def _write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        Path(cache_from_source(str(file))).unlink(missing_ok=True)  # times of files are too coarse to tell
