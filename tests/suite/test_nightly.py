"""Checks that need a night: left out where nobody asks for them, and then not missed."""

import json

from tests.suite.child import GREEN, Bench, check, met

NIGHTLY = check("Long", GREEN, tags="nightly    P9-13.2")


def planned(bench: Bench) -> list[str]:
    run = json.loads((bench.results / "run.json").read_text(encoding="utf-8"))
    return sorted(str(each["name"]) for each in run["planned"])


def complete(bench: Bench) -> bool:
    return bool(json.loads((bench.results / "run.json").read_text(encoding="utf-8"))["complete"])


def test_a_run_is_complete_without_them(bench: Bench) -> None:
    bench.spec(NIGHTLY, met())
    bench.spec(NIGHTLY, check("Short", GREEN), name="second")
    ended = bench.run()
    assert ended.decision == "GO", ended.reasons
    assert planned(bench) == ["Everything Holds", "Short"]
    assert complete(bench)
    assert "[  2/2, " in ended.text


def test_they_are_run_when_asked_for_by_their_tag(bench: Bench) -> None:
    bench.spec(NIGHTLY, met())
    bench.robot("--include", "nightly")
    assert planned(bench) == ["Long"]
    assert not complete(bench)
    bench.robot("--include", "*")
    assert planned(bench) == ["Everything Holds", "Long"]
    assert complete(bench)


def test_they_are_run_when_nothing_else_is(bench: Bench) -> None:
    bench.spec(NIGHTLY, met())
    bench.robot("--test", "Long")
    assert planned(bench) == ["Long"]


def test_they_are_looked_at_all_the_same(bench: Bench) -> None:
    bench.spec(check("Long", GREEN, tags="nightly    no-such-tag"), met())
    ended = bench.run()
    assert ended.decision == "HOLD"
    assert "no-such-tag" in ended.text


def test_the_seed_of_what_is_left_to_chance_is_told_and_taken(bench: Bench) -> None:
    bench.spec(check("Any", GREEN), more="Suite Setup    Make The Environment Ready")
    assert "--variable SEED:42" in seed_told(bench, "--variable", "SEED:42")
    assert seed_told(bench) != seed_told(bench)


def seed_told(bench: Bench, *words: str) -> str:
    bench.robot(*words)
    text = (bench.results / "output.xml").read_text(encoding="utf-8")
    return next(line for line in text.splitlines() if "--variable SEED:" in line and "What is left" in line)
