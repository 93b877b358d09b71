"""A fault of Countersign itself: inconclusive, with its place, listed by itself, and never a fault of the pipeline."""

import re
from pathlib import Path

import pytest

from tests.suite.child import GREEN, RED, Bench, Ended, check

MORE = "Library    tests.suite.libraries.failing\nSuite Setup    Make The Environment Ready"
MISSPELT = "Experiment Shows    misspelt    jobs lost    ==    0 jobs"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, api: str) -> Ended:
    bench = Bench(tmp_path_factory.mktemp("own-faults"), api)
    bench.spec(
        check("Misspelt Row", MISSPELT, tags="P9-1.1"),
        check("Misspelt Keyword", GREEN, "Look Up    question", tags="P9-1.2"),
        check("Refuted Before It Failed", f"Run Keyword And Continue On Failure    {RED}", "Look Up    question"),
        check("Refuted", "Expect In Vain", tags="P9-1.3"),
        check("Sound", GREEN, "Look Up    answer", tags="P9-1.4"),
        more=MORE,
    )
    return bench.robot()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Misspelt Row", "inconclusive"),
        ("Misspelt Keyword", "inconclusive"),
        ("Refuted Before It Failed", "fail"),
        ("Refuted", "fail"),
        ("Sound", "pass"),
    ],
)
def test_only_what_the_pipeline_answered_is_held_against_it(ended: Ended, name: str, verdict: str) -> None:
    assert {record["name"]: record["verdict"] for record in ended.evidence()}[name] == verdict


@pytest.mark.parametrize(
    ("kind", "name", "place", "said"),
    [
        ("experiment", "misspelt", r"tests/suite/libraries/helping\.py:\d+", "KeyError: 'lots'"),
        ("check", "Misspelt Keyword", r"tests/suite/libraries/failing\.py:\d+", "KeyError: 'question'"),
    ],
)
def test_the_record_says_where_it_failed(ended: Ended, kind: str, name: str, place: str, said: str) -> None:
    record = next(record for record in ended.evidence(kind) if record["name"] == name)
    assert re.fullmatch(f"Countersign failed in {place}: {said}", record["own_fault"])


def test_the_dossier_lists_them_by_themselves(ended: Ended) -> None:
    for file, begin, end in (
        ("index.html", '<h2 id="own">', "</section>"),
        ("summary.md", "Countersign's own faults", "| gate |"),
    ):
        text = (ended.results / "dossier" / file).read_text(encoding="utf-8")
        listed = text.partition(begin)[2].partition(end)[0]
        assert "misspelt" in listed
        assert "Misspelt Keyword" in listed
        assert "Sound" not in listed
    assert not [reason for reason in ended.reasons.splitlines() if "Countersign failed" in reason and "fails" in reason]


def test_without_any_the_dossier_has_no_such_section(tmp_path: Path, api: str) -> None:
    bench = Bench(tmp_path, api)
    bench.spec(check("Sound", GREEN))
    assert 'id="own"' not in (bench.robot().results / "dossier" / "index.html").read_text(encoding="utf-8")
