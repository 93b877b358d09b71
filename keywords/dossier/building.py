"""Writes the dossier and its manifest."""

from datetime import date
from pathlib import Path

from keywords.basics.words import Decision
from keywords.dossier import junit, manifest, page, summary
from keywords.dossier.assembly import Assembled, assemble, judge
from keywords.dossier.model import Dossier
from keywords.evidence.results import Results, RunRecord

FILES = ("dossier.json", "index.html", "summary.md", "junit.xml")
RUNNING = "The run is still going on, and ends with a decision. If this stays, the run was killed: start it again."


def build(results_folder: Path) -> Dossier:
    """Judge what a run left, and write the dossier and the manifest."""
    return _write(results_folder, assemble(results_folder))


def decide(results_folder: Path, today: date) -> Dossier:
    """Decide again without running, after attestations or on another day.

    If the files differ from the manifest, nothing is written and the decision cannot be GO.
    """
    problems = manifest.problems(results_folder)
    assembled = assemble(results_folder, today)
    if not problems:
        return _write(results_folder, assembled)
    dossier = assembled.dossier
    reasons = [f"The files differ from the manifest, so nothing can be decided: {problem}" for problem in problems]
    decision = Decision.NO_GO if dossier.decision is Decision.NO_GO else Decision.HOLD
    return dossier.model_copy(update={"decision": decision, "reasons": [*reasons, *dossier.reasons]})


def existing(results_folder: Path) -> Dossier | None:
    """The dossier that the run itself built, or None if it did not finish: the manifest is written last."""
    if not (results_folder / manifest.FILE).exists():
        return None
    return Dossier.model_validate_json((results_folder / manifest.DOSSIER / "dossier.json").read_text("utf-8"))


def announce(results_folder: Path, run: RunRecord) -> Dossier:
    """Replace an older decision by HOLD before a run starts."""
    (results_folder / manifest.FILE).unlink(missing_ok=True)
    nothing_yet = Results(run.model_copy(update={"finished": None}), {}, {}, {}, ())
    assembled = judge(nothing_yet, [], run.day)
    dossier = assembled.dossier.model_copy(update={"decision": Decision.HOLD, "reasons": [RUNNING]})
    folder = results_folder / manifest.DOSSIER
    folder.mkdir(parents=True, exist_ok=True)
    for stale in FILES:
        (folder / stale).unlink(missing_ok=True)
    (folder / "index.html").write_text(page.running(dossier), encoding="utf-8")
    (folder / "summary.md").write_text(f"# HOLD: running\n\n{RUNNING}\n", encoding="utf-8")
    (folder / "dossier.json").write_text(as_json(dossier), encoding="utf-8")
    return dossier


def render(assembled: Assembled) -> dict[str, str]:
    """The files of the dossier, by name."""
    return {
        "dossier.json": as_json(assembled.dossier),
        "index.html": page.render(assembled),
        "summary.md": summary.render(assembled),
        "junit.xml": junit.render(assembled),
    }


def as_json(dossier: Dossier) -> str:
    """The dossier as JSON, validated before anything is written."""
    text = dossier.model_dump_json(indent=2) + "\n"
    Dossier.model_validate_json(text)
    return text


def _write(results_folder: Path, assembled: Assembled) -> Dossier:
    folder = results_folder / manifest.DOSSIER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in render(assembled).items():
        new = folder / f"{name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(folder / name)
    manifest.write(results_folder)
    return assembled.dossier
