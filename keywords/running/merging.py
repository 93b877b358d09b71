"""Puts together what several runs left, as pabot or the shards of a CI system split them: one folder, one decision.

Records stay as they are. If two runs made the same experiment, the second record gets another id.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError
from robot.errors import DataError

from keywords import dossier
from keywords.basics.hosts import is_loopback
from keywords.dossier import manifest
from keywords.evidence import outputs
from keywords.evidence.model import FOLDER, now
from keywords.evidence.results import RUN, MergedRun, Planned, RunEnvironment, RunRecord
from keywords.running import checks, runs

PABOT = "pabot_results"
MOST = 3  # checks that a sentence names


class NothingToMerge(DataError):  # type: ignore[misc]  # robot is untyped
    """A folder without a run."""


@dataclass
class One:
    """One of the runs, and the files of its evidence that get another name."""

    folder: Path
    name: str
    record: RunRecord
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """The records that get another id."""
        return {_id(old): _id(new) for old, new in self.renamed.items() if old.endswith(".json")}


def folders(given: Iterable[Path]) -> list[Path]:
    """The folders of the runs at these places: a run's folder, results/ for the latest run, or a folder of several."""
    found = [folder for place in given for folder in _at(place)]
    return list(dict.fromkeys(found))


def _at(place: Path) -> list[Path]:
    one = runs.found(place)
    several = [
        file.parent.resolve() for pattern in ("*", f"{PABOT}/*") for file in sorted(place.glob(f"{pattern}/{RUN}"))
    ]
    return several if several and not (one / RUN).is_file() else [one]


def merge(parts: Sequence[Path], folder: Path) -> dossier.Dossier:
    """Put the runs in these folders together in another one, and decide."""
    if folder.resolve() in parts:
        raise DataError(f"{folder} holds one of the runs; name another folder for what they give together")
    ones = [One(part, name, _record(part)) for part, name in zip(parts, _names(parts), strict=True)]
    first = ones[0].record
    made = first.model_copy(
        update={
            "run": runs.identity(folder),
            "started": min((one.record.started for one in ones if one.record.started), default=None),
            "finished": None,
            "command": ["countersign", "decide", *map(str, parts)],
            "selection": "; ".join(f"{one.record.selection} (run {one.record.run})" for one in ones),
            "planned": [],
            "complete": False,
            "left_behind": list(dict.fromkeys(said for one in ones for said in one.record.left_behind)),
            "merged": [MergedRun(run=one.record.run, folder=one.name, manifest=_manifest(one.folder)) for one in ones],
            "problems": [],
        }
    )
    checks.clear(folder, ())
    made.save(folder)
    dossier.announce(folder, made)
    runs.begun(folder)
    problems = list(_problems(ones))
    _copy_evidence(ones, folder)
    reports = {one.name: outputs.read(one.folder, one.renamed) for one in ones}
    problems += [f"{name}: output.xml is missing or torn." for name, report in reports.items() if report is None]
    above = outputs.merge(there, folder) if (there := [report for report in reports.values() if report]) else ""
    planned = [_renamed(check, one.ids, above) for one in ones for check in one.record.planned]
    ended = [one.record.finished for one in ones]
    made = made.model_copy(
        update={
            "environment": first.environment.model_copy(update={"fingerprint": _fingerprint(ones)}),
            "finished": now() if all(ended) else None,
            "planned": planned,
            "complete": _complete(first.environment, planned),
            "problems": problems,
        }
    )
    made.save(folder)
    built = dossier.build(folder)
    runs.ended(folder)
    return built


def _record(folder: Path) -> RunRecord:
    try:
        return RunRecord.load(folder)
    except (OSError, ValidationError, UnicodeDecodeError):
        raise NothingToMerge(f"{folder} holds no run: {RUN} is missing or cannot be read") from None


def _names(parts: Sequence[Path]) -> list[str]:
    """The last part of each path, or all of it where two end alike."""
    often = Counter(part.name for part in parts)
    return [part.name if often[part.name] == 1 else str(part) for part in parts]


def _manifest(folder: Path) -> str:
    path = folder / manifest.FILE
    return manifest.sha256(path.read_bytes()) if path.is_file() else ""


def _problems(ones: Sequence[One]) -> Iterator[str]:
    """Why these are not the parts of one run."""
    for one in ones:
        if not one.record.finished:
            yield f"{one.name} did not finish."
        else:
            yield from (f"{one.name}: {problem}" for problem in manifest.problems(one.folder))
        yield from (f"{one.name}: {problem}" for problem in one.record.problems)
    yield from _differences("environments", {one.name: one.record.environment.name for one in ones})
    yield from _differences("commits of the suite", {one.name: one.record.commit for one in ones})
    yield from _differences(
        "gates", {one.name: ", ".join(one.record.environment.gates) or "none named" for one in ones}
    )
    limits = {one.name: ", ".join(map(": ".join, one.record.environment.limits.items())) or "none" for one in ones}
    yield from _differences("limits", limits)
    seen = {one.name: one.record.environment.fingerprint for one in ones if one.record.environment.fingerprint}
    for key in dict.fromkeys(key for fingerprint in seen.values() for key in fingerprint):
        values = {name: str(fingerprint.get(key, "nothing")) for name, fingerprint in seen.items()}
        if not all(map(_own_address, values.values())):
            yield from _differences(f"pipelines ({key})", values)
    yield from _executed_twice(ones)


def _differences(what: str, values: Mapping[str, str]) -> Iterator[str]:
    if len(set(values.values())) > 1:
        yield f"The runs have different {what}: {'; '.join(f'{name} {value}' for name, value in values.items())}."


def _own_address(value: str) -> bool:
    """Whether this is the address of a stack on its own machine: each run has another one."""
    return is_loopback(urlsplit(value).hostname or "")


def _executed_twice(ones: Sequence[One]) -> Iterator[str]:
    """The checks that several runs left evidence of, by the runs."""
    by: dict[str, list[str]] = {}
    for one in ones:
        for file in sorted((one.folder / FOLDER / "check").glob("*.json")):
            by.setdefault(file.stem, []).append(one.name)
    several: dict[str, list[str]] = {}
    for check, where in by.items():
        if len(where) > 1:
            several.setdefault(" and ".join(where), []).append(check)
    for names, twice in several.items():
        named = ", ".join(twice[:MOST]) + (f" and {len(twice) - MOST} more" if len(twice) > MOST else "")
        yield f"{names} executed the same checks, so it is open which of them counts: {named}."


def _copy_evidence(ones: Sequence[One], folder: Path) -> None:
    """Copy each file below its own name, or below one with the run's id if that name is taken."""
    for one in ones:
        files = [path for path in sorted((one.folder / FOLDER).rglob("*")) if path.is_file()]
        names = {path: path.relative_to(one.folder).as_posix() for path in files}
        taken = {_stem(name) for name in names.values() if (folder / name).exists()}
        one.renamed = {
            name: re.sub(r"(?<=[^/])(?=\.[^/]*$)", f"-{one.record.run}", name, count=1)
            for name in names.values()
            if _stem(name) in taken
        }
        words = {**one.renamed, **{f'"{old}"': f'"{new}"' for old, new in one.ids.items()}}
        for path, name in names.items():
            to = folder / one.renamed.get(name, name)
            to.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix != ".json":
                to.write_bytes(path.read_bytes())
                continue
            text = path.read_text(encoding="utf-8")
            for old, new in words.items():
                text = text.replace(old, new)
            to.write_text(text, encoding="utf-8")


def _stem(name: str) -> str:
    """A path without its endings: a record and the files beside it belong together."""
    path = Path(name)
    return (path.parent / path.name.partition(".")[0]).as_posix()


def _id(name: str) -> str:
    return name.removeprefix(f"{FOLDER}/").removesuffix(".json")


def _renamed(check: Planned, ids: Mapping[str, str], above: str) -> Planned:
    suite = f"{above}.{check.suite}" if above else check.suite
    return check.model_copy(update={"id": ids.get(check.id, check.id), "suite": suite})


def _fingerprint(ones: Sequence[One]) -> dict[str, str]:
    """What all runs saw; where they differ, each value."""
    seen = [one.record.environment.fingerprint for one in ones]
    keys = dict.fromkeys(key for fingerprint in seen for key in fingerprint)
    return {key: ", ".join(dict.fromkeys(str(found[key]) for found in seen if key in found)) for key in keys}


def _complete(environment: RunEnvironment, planned: Sequence[Planned]) -> bool:
    """Whether the runs together planned all that there is. Suites that are not on this machine cannot be compared."""
    try:
        needed = checks.needed_for(environment)
    except DataError:
        return False
    return bool(needed) and needed <= {(check.source, check.name) for check in planned}
