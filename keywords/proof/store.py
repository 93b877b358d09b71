"""The outcomes of `countersign prove` by commit, so that it can resume after an interruption."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

JUDGED = ("pipeline", "keywords", "resources", "suites", "variables", "tests/defects")  # what a proof depends on
TABLE = """
CREATE TABLE IF NOT EXISTS outcomes (
    "commit" text NOT NULL, name text NOT NULL, outcome text NOT NULL, decision text NOT NULL,
    requirements text NOT NULL, red text NOT NULL, seconds real NOT NULL, "when" text NOT NULL,
    failed integer NOT NULL, inconclusive integer NOT NULL,
    PRIMARY KEY ("commit", name)
)
"""


class Outcome(StrEnum):
    CAUGHT = "caught"
    MISSED = "missed"
    WRONG_REASON = "caught for the wrong reason"
    NOT_REACHED = "not reached"  # the broken code was never called, so the run proves nothing
    # of the unbroken pipeline
    PASSED = "passed"
    FALSE_ALARM = "false alarm"
    NO_VERDICT = "no verdict"  # a check was not executed or inconclusive, because of the test bed


@dataclass(frozen=True)
class Proof:
    """The outcome of one run, as it is stored."""

    name: str
    outcome: Outcome
    decision: str
    requirements: dict[str, str] = field(default_factory=dict)  # the verdicts of those that were checked
    red: tuple[str, ...] = ()  # the checks that observed a contradiction
    seconds: float = 0
    when: str = ""
    failed: int = 0  # how many checks
    inconclusive: int = 0


class Store:
    def __init__(self, file: Path, commit: str) -> None:
        self._file, self._commit = file, commit
        file.parent.mkdir(parents=True, exist_ok=True)
        self._write(TABLE)

    def known(self) -> dict[str, Proof]:
        """The proofs for this commit, by name."""
        with closing(sqlite3.connect(self._file)) as connection:
            rows = connection.execute(
                'SELECT name, outcome, decision, requirements, red, seconds, "when", failed, inconclusive '
                'FROM outcomes WHERE "commit" = ?',
                (self._commit,),
            ).fetchall()
        return {
            name: Proof(name, Outcome(outcome), decision, json.loads(requirements), tuple(json.loads(red)), *more)
            for name, outcome, decision, requirements, red, *more in rows
        }

    def keep(self, proof: Proof) -> None:
        self._write(
            "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._commit,
            proof.name,
            proof.outcome.value,
            proof.decision,
            json.dumps(proof.requirements),
            json.dumps(proof.red),
            proof.seconds,
            proof.when,
            proof.failed,
            proof.inconclusive,
        )

    def _write(self, statement: str, *values: Any) -> None:
        with closing(sqlite3.connect(self._file)) as connection, connection:
            connection.execute(statement, values)
