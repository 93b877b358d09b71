"""What is known of mutants, in results/proof.sqlite, so that a call goes on where the last one was interrupted."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from keywords.proof.mutants.unbroken import Unbroken

TABLES = """
CREATE TABLE IF NOT EXISTS mutants (
    state text NOT NULL, seed integer NOT NULL, name text NOT NULL, operator text NOT NULL, file text NOT NULL,
    line integer NOT NULL, diff text NOT NULL, verdict text NOT NULL, red text NOT NULL, because text NOT NULL,
    seconds real NOT NULL, fair_weather integer NOT NULL, "when" text NOT NULL,
    PRIMARY KEY (state, seed, name)
);
CREATE TABLE IF NOT EXISTS unbroken (state text PRIMARY KEY, seen text NOT NULL);
"""


class Fate(StrEnum):
    CAUGHT = "caught"
    SURVIVED = "survived"
    NOT_REACHED = "not reached"  # no experiment runs the changed line
    BROKEN = "does not start"  # nobody needs a check to see that
    INCONCLUSIVE = "inconclusive"
    EQUIVALENT = "equivalent"  # nobody could tell it from the pipeline, and somebody has said why


@dataclass(frozen=True)
class Tried:
    """What came of one mutant, as it is stored."""

    seed: int
    name: str
    operator: str
    file: str
    line: int
    diff: str
    verdict: Fate
    red: str = ""  # the check that turned red first
    because: str = ""
    seconds: float = 0.0  # of the run, so about those to the first red
    fair_weather: bool = False  # only the checks of fair weather were run
    when: str = ""

    @property
    def subject(self) -> str:
        return self.file.partition("/")[2].rpartition(".")[0]


NAMES = [each.name for each in fields(Tried)]
COLUMNS = ", ".join(f'"{name}"' for name in NAMES)
OF_THE_FILE = 10
HOLES = ", ".join("?" * (len(NAMES) + 1))


class Kept:
    """`state` names the contents of everything that a verdict depends on."""

    def __init__(self, file: Path, state: str) -> None:
        self._file, self._state = file, state
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.executescript(TABLES)

    def known(self, *, fair_weather: bool = False) -> dict[str, Tried]:
        """By name. What has survived only fair weather is not known, unless fair weather is all that is asked for."""
        rows = self._read(f"SELECT {COLUMNS} FROM mutants WHERE state = ?", self._state)
        every = [_tried(dict(zip(NAMES, row, strict=True))) for row in rows]
        return {
            each.name: each
            for each in every
            if fair_weather or not (each.fair_weather and each.verdict is not Fate.CAUGHT)
        }

    def keep(self, tried: Tried) -> None:
        self._write(
            f"INSERT OR REPLACE INTO mutants (state, {COLUMNS}) VALUES ({HOLES})",
            self._state,
            *astuple(tried),
        )

    def red_before(self, file: str) -> Mapping[str, int]:
        """How often each check was the first that a mutant of this file turned red, or of another one in its folder.

        Those of the file itself count for more. It does not matter which state of the repository they were seen in.
        """
        folder = f"{file.rpartition('/')[0]}/"
        rows = self._read(
            "SELECT red, file FROM mutants WHERE substr(file, 1, ?) = ? AND red <> ''", len(folder), folder
        )
        found = Counter[str]()
        for red, where in rows:
            found[red] += OF_THE_FILE if where == file else 1
        return found

    def unbroken(self) -> Unbroken | None:
        rows = self._read("SELECT seen FROM unbroken WHERE state = ?", self._state)
        return Unbroken.loaded(rows[0][0]) if rows else None

    def keep_unbroken(self, seen: Unbroken) -> None:
        self._write("INSERT OR REPLACE INTO unbroken VALUES (?, ?)", self._state, seen.dumped())

    def _read(self, statement: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.execute(statement, values).fetchall()

    def _write(self, statement: str, *values: Any) -> None:
        with closing(sqlite3.connect(self._file, timeout=30)) as connection, connection:
            connection.execute(statement, values)


def _tried(row: dict[str, Any]) -> Tried:
    return Tried(**{**row, "verdict": Fate(row["verdict"]), "fair_weather": bool(row["fair_weather"])})
