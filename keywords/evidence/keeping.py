"""Where the cases of an observation are kept: in its record, or all of them in a file of their own if they are many."""

import hashlib
from pathlib import Path

from keywords.evidence.model import FOLDER, Case, CasesFile, Evidence, Observation, identifier

MOST = 200  # cases that a record holds
FIRST = 20  # of more, the record keeps so many good ones, and the failed ones


class Altered(ValueError):
    """A file of cases that is not the one that its record names."""


def save(record: Evidence, results: Path) -> Path:
    """Write a record, and a file for each observation with more cases than a record holds."""
    kept = [_kept(record, number, seen, results) for number, seen in enumerate(record.observations)]
    return record.model_copy(update={"observations": kept}).save(results)


def all_cases(seen: Observation, results: Path) -> list[Case]:
    """Every case of an observation, also those that its record leaves to a file."""
    if seen.all_cases is None:
        return seen.cases
    if problem := file_problem(results, seen.all_cases.file, seen.all_cases.sha256):
        raise Altered(problem)
    content = (results / seen.all_cases.file).read_bytes()
    return [Case.model_validate_json(line) for line in content.splitlines()]


def file_problem(results: Path, file: str, sha256: str) -> str:
    """Why a file is not the one that its record names, or ''."""
    try:
        content = (results / file).read_bytes()
    except OSError:
        return f"{file} is missing"
    return "" if hashlib.sha256(content).hexdigest() == sha256 else f"{file} is not the file that the record names"


def _kept(record: Evidence, number: int, seen: Observation, results: Path) -> Observation:
    if len(seen.cases) <= MOST:
        return seen
    name, figure = record.id.replace("/", "-"), identifier("", seen.name).strip("/")
    file = f"{FOLDER}/cases/{name}-{number}-{figure}.jsonl"
    content = "".join(f"{case.model_dump_json()}\n" for case in seen.cases).encode()
    (results / file).parent.mkdir(parents=True, exist_ok=True)
    (results / file).write_bytes(content)
    good = [case for case in seen.cases if case.ok][:FIRST]
    named = CasesFile(file=file, sha256=hashlib.sha256(content).hexdigest(), number=len(seen.cases))
    return seen.model_copy(update={"cases": [*seen.failed[:MOST], *good], "all_cases": named})
