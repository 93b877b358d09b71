"""Robot's own options choose, shuffle and repeat checks; the evidence follows, and a selection decides nothing."""

from pathlib import Path

import pytest
from robot.errors import DataError

from keywords.libraries.beginning import chosen_environment, misnamed
from tests.suite.child import GREEN, RED, Bench, Ended, check, met

NAMES = ("One", "Two", "Three", "Four")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, api: str) -> Bench:
    """Four checks, of which one fails."""
    bench = Bench(tmp_path_factory.mktemp("options"), api)
    steps = dict.fromkeys(NAMES, GREEN) | {"Two": RED}
    bench.spec(*(check(name, step, tags=f"P9-{number}.1") for number, (name, step) in enumerate(steps.items(), 1)))
    return bench


@pytest.fixture(scope="module")
def whole(bench: Bench) -> Ended:
    """All of them, and Robot's output in another place, for a repetition."""
    ended = bench.robot()
    (bench.results / "output.xml").rename(bench.folder / "before.xml")
    assert (ended.counts["executed"], ended.decision) == (4, "NO-GO"), ended.text
    return ended


def names(ended: Ended) -> set[str]:
    assert ended.counts["planned"] == ended.counts["executed"] == len(ended.evidence()), ended.text
    return {str(record["name"]) for record in ended.evidence()}


def test_shuffled_checks_leave_the_same_evidence(bench: Bench, whole: Ended) -> None:
    before = {record["id"]: record["verdict"] for record in whole.evidence()}
    shuffled = bench.robot("--randomize", "all:7")
    assert names(shuffled) == set(NAMES)
    assert {record["id"]: record["verdict"] for record in shuffled.evidence()} == before
    assert shuffled.decision == "NO-GO"


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (["--test", "Three"], {"Three"}),
        (["--include", "P9-1.1", "--include", "P9-4.1"], {"One", "Four"}),
        (["--exclude", "P9-2.1", "--suite", "spec"], {"One", "Three", "Four"}),
    ],
    ids=["by name", "by tag", "without a tag"],
)
def test_a_selection_is_held_for_what_it_left_out(bench: Bench, options: list[str], chosen: set[str]) -> None:
    ended = bench.robot(*options)
    assert names(ended) == chosen
    assert ended.decision == "HOLD"
    assert "Only a part of the checks was selected" in ended.reasons


def test_only_what_failed_is_run_again(bench: Bench, whole: Ended) -> None:
    assert whole.status == 1
    again = bench.robot("--rerunfailed", str(bench.folder / "before.xml"))
    assert names(again) == {"Two"}
    assert again.decision == "NO-GO"


@pytest.mark.parametrize(
    ("options", "variables", "said"),
    [
        (
            ["--variable", "ENVIROMENT:docker"],
            {},
            "the variable ENVIROMENT means nothing here; did you mean ENVIRONMENT?",
        ),
        (["--variable", "ENVIRONMENT:embeded"], {}, "there is no environment 'embeded'; did you mean 'embedded'?"),
        ([], {"COUNTERSIGN_KEEP": "none"}, "COUNTERSIGN_KEEP is how many runs results/ keeps"),
    ],
    ids=["misspelt variable", "unknown environment", "wrong number"],
)
def test_a_mistake_ends_robot_in_one_line(
    tmp_path: Path, api: str, options: list[str], variables: dict[str, str], said: str
) -> None:
    bench = Bench(tmp_path, api)
    bench.spec(met())
    (bench.results / "dossier").mkdir(parents=True)
    (bench.results / "dossier" / "index.html").write_text("GO", encoding="utf-8")
    ended = bench.robot(*options, **variables)
    assert ended.status == 253
    assert ended.text.strip().splitlines()[-1].startswith(f"countersign: nothing was run: {said}"), ended.text
    assert len(ended.text.splitlines()) <= 4, "more than Robot's heading and one line"
    assert not (bench.results / "dossier").exists(), "an older decision remains"


def test_a_misspelt_variable_of_the_shell_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERSIGN_ENVIRONMENT", raising=False)
    monkeypatch.setenv("COUNTERSIGN_ENVIRONMET", "docker")
    with pytest.raises(DataError, match="did you mean COUNTERSIGN_ENVIRONMENT"):
        chosen_environment()


def test_the_nearest_name_is_the_one_that_was_meant() -> None:
    assert misnamed(["SEED", "OUTPUT_DIR", "SUITE NAME"]) == ""
    assert misnamed(["Environment_", "env"]) == ""
    assert misnamed(["ENVIRONMENTS"]) == "ENVIRONMENTS"
    assert misnamed(["Enviro"]) == "Enviro"
