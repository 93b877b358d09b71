"""Links of the log lead to the run's folder, wherever the log lies."""

from pathlib import Path

import pytest
from robot.run import run_cli

from keywords.evidence import links

DOC = "Evidence: [evidence/check/a.json|a]"


@pytest.mark.parametrize(
    ("log", "way"),
    [
        ("runs/1/log.html", ""),
        ("log.html", "runs/1/"),
        ("elsewhere/deep/log.html", "../../runs/1/"),
        ("runs/1/pages/log.html", "../"),
    ],
)
def test_the_way_from_the_log_to_the_run(tmp_path: Path, log: str, way: str) -> None:
    assert links.way(tmp_path / log, tmp_path / "runs" / "1") == way


def test_a_log_that_is_not_written_needs_no_way(tmp_path: Path) -> None:
    assert links.way(Path("NONE"), tmp_path) == ""


def test_only_links_into_the_run_are_moved() -> None:
    text = f'{DOC} <a href="dossier/index.html#P1">x</a> <img src="evidence/a.svg"> [other/a.json|b] evidence/c'
    moved = links.moved(text, "../runs/1/")
    assert moved.count("../runs/1/") == 3
    assert "[../runs/1/evidence/check/a.json|a]" in moved
    assert 'href="../runs/1/dossier/index.html#P1"' in moved
    assert links.moved(text, "") == text


def test_a_copy_of_the_log_has_links_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "a run" / "1"
    folder.mkdir(parents=True)
    way = links.way(tmp_path / "log.html", folder)
    assert way == "a%20run/1/"
    spec = tmp_path / "spec.robot"
    spec.write_text(
        f"*** Test Cases ***\nA\n    [Documentation]    {links.moved(DOC, way)}\n    Log    /not/{way}x\n",
        encoding="utf-8",
    )
    run_cli(["-d", str(tmp_path), "--console", "none", str(spec)], exit=False)
    written = {name: tmp_path / name for name in ("output.xml", "log.html", "report.html")}
    links.collect(written, folder, way)
    assert sorted(path.name for path in folder.iterdir()) == sorted(written)
    text = (folder / "output.xml").read_text(encoding="utf-8")
    assert DOC in text
    assert f"/not/{way}x" in text
    assert f"[{way}evidence" in written["output.xml"].read_text(encoding="utf-8")
    for page in ("log.html", "report.html"):
        assert 'href=\\"evidence/check/a.json' in (folder / page).read_text(encoding="utf-8")
