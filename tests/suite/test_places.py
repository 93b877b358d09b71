"""Where runs leave their files: by themselves in results/, or together in a folder that somebody chose."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from keywords.basics.folders import REPOSITORY
from tests.suite.child import GREEN, RED, SECONDS, Bench, Ended, check, met

LINK = re.compile(r"(?:\[|href=&quot;|href=\")([^\]\"]*(?:evidence|dossier)/[^|\"]+)")
LEFT = {"attestations", "dossier", "evidence", "log.html", "manifest.sha256", "output.xml", "report.html", "run.json"}
SHOWN = check("The Answer Is Known", GREEN, 'Log    <a href="dossier/index.html">dossier</a>    html=True')


@dataclass
class House:
    """A copy of the repository's parts, with a results/ of its own."""

    bench: Bench
    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def _ended(self, *words: str, at: Path) -> Ended:
        own = {"PYTHONPATH": os.pathsep.join([str(self.folder), str(REPOSITORY)]), "ROBOT_OPTIONS": ""}
        command = [sys.executable, "-m", *words]
        done = subprocess.run(
            command,
            cwd=at,
            env=self.bench.variables(**own),
            text=True,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        return Ended(done.returncode, done.stdout + done.stderr, self.results / "latest")

    def robot(self, *words: str, at: str = ".") -> Ended:
        """Plain `robot` over the specs, in a folder of the house."""
        (self.folder / at).mkdir(exist_ok=True)
        return self._ended("robot", *words, str(self.bench.specs), at=self.folder / at)

    def countersign(self, *words: str) -> Ended:
        return self._ended("keywords.commands.countersign", *words, at=self.folder)

    def whole(self) -> Path:
        return (self.results / "whole").resolve()


@pytest.fixture
def house(bench: Bench) -> House:
    for part in ("keywords", "resources", "suites", "variables"):
        shutil.copytree(REPOSITORY / part, bench.folder / "house" / part)
    bench.describe(suites=str(bench.specs))
    return House(bench, bench.folder / "house")


def links_of(output: Path) -> list[Path]:
    """What the links of a run's log lead to, from where the log lies."""
    text = re.sub("<arg>.*</arg>", "", output.read_text(encoding="utf-8"))
    return [output.parent / unquote(link) for link in LINK.findall(text)]


@pytest.mark.parametrize("at", [".", "suites", "an empty folder"])
def test_plain_robot_keeps_its_run_in_results_and_its_links_lead_there(house: House, at: str) -> None:
    house.bench.spec(SHOWN)
    ended = house.robot(at=at)
    assert {path.name for path in ended.results.iterdir()} == LEFT
    for output in (house.folder / at / "output.xml", ended.results / "output.xml"):
        leads = links_of(output)
        assert len(leads) >= 2, "no link was found"
        assert [lead for lead in leads if not lead.is_file()] == []
    assert not (house.folder / at / "evidence").exists()
    last = ended.text.strip().splitlines()[-1]
    assert last.startswith("The decision is HOLD, and Robot's own exit status is not it. Dossier: /")
    assert Path(last.partition("Dossier: ")[2]).is_file()


def test_robot_into_results_itself_leaves_older_runs_whole(house: House) -> None:
    house.bench.spec(SHOWN)
    before = house.robot().results.resolve()
    ended = house.robot("--outputdir", str(house.results))
    after = ended.results.resolve()
    assert after != before
    for folder in (before, after):
        assert "manifest holds" in house.countersign("verify", str(folder)).text
    assert [lead for lead in links_of(house.results / "output.xml") if not lead.is_file()] == []


def test_a_chosen_folder_holds_everything_of_its_run(house: House) -> None:
    house.bench.spec(SHOWN)
    chosen = house.folder / "chosen"
    house.robot("--outputdir", "chosen", "--log", "pages/log.html")
    assert {path.name for path in chosen.iterdir()} == (LEFT | {"pages"}) - {"attestations"}
    assert not house.results.exists()
    assert [path for path in links_of(chosen / "output.xml") if path.is_file()]
    ended = house.countersign("run", "--outputdir", "chosen too")
    assert {path.name for path in (house.folder / "chosen too").iterdir()} == LEFT - {"attestations"}
    assert not house.results.exists()
    assert ended.text.strip().splitlines()[-1].endswith("/chosen too/dossier/index.html")
    two = house.countersign("run", "--outputdir", "chosen", "--results", "chosen too")
    assert "two folders for one run" in two.text


def test_a_partial_run_never_replaces_a_whole_one(house: House) -> None:
    house.bench.spec(met(), check("Another", GREEN))
    ended = house.countersign("run")
    assert (ended.status, ended.decision) == (0, "GO"), ended.text
    whole = house.whole()
    assert whole == ended.results.resolve()
    partial = house.countersign("run", "--test", "Another")
    assert partial.decision == "HOLD", partial.text
    assert house.whole() == whole
    decided = house.countersign("decide", "results")
    assert decided.status == 2
    assert f"The latest run in results: {partial.results.resolve()}" in decided.text
    assert house.countersign("decide", "results/whole").status == 0
    assert house.countersign("verify", "results/whole").status == 0
    assert "Decision: GO -> HOLD" in house.countersign("compare", "results/whole", "results/").text


def test_a_run_that_failed_is_whole_too(house: House) -> None:
    house.bench.spec(met(), check("Another", RED))
    ended = house.countersign("run")
    assert ended.decision == "NO-GO", ended.text
    assert house.whole() == ended.results.resolve()


def test_a_killed_run_is_the_latest_and_hold(house: House) -> None:
    house.bench.spec(met())
    assert house.robot().decision == "GO"
    house.bench.spec(met(), check("It Ends Itself", GREEN, "End Myself"))
    killed = house.robot()
    assert killed.status < 0, killed.text
    assert killed.decision == "HOLD"
    assert "HOLD: running" in (house.results / "dossier" / "index.html").read_text(encoding="utf-8")
    assert house.countersign("decide").status == 2
    assert house.whole() != killed.results.resolve()


def test_git_ignores_what_plain_robot_and_pabot_leave() -> None:
    left = [
        "log.html",
        "suites/output.xml",
        "suites/phase_9/report.html",
        "pabot_results/0/run.json",
        ".pabotsuitenames",
    ]
    left += ["results/latest", "results/runs/1/run.json", "results/log.html"]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", *left], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == left
