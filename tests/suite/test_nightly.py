"""Checks that need a night, and examples: left out unless a user asks for them, and then not missed."""

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
    bench.spec(check("Longer", GREEN, tags="nightly    P9-13.2"), check("Short", GREEN), name="second")
    ended = bench.run()
    assert ended.decision == "GO", ended.reasons
    assert planned(bench) == ["Everything Holds", "Short"]
    assert complete(bench)
    assert "[2/2 checks" in ended.text


def test_they_run_if_asked_for_by_their_tag(bench: Bench) -> None:
    bench.spec(NIGHTLY, met())
    bench.robot("--include", "nightly")
    assert planned(bench) == ["Long"]
    assert not complete(bench)
    bench.robot("--include", "*")
    assert planned(bench) == ["Everything Holds", "Long"]
    assert complete(bench)


def test_they_run_if_nothing_else_does(bench: Bench) -> None:
    bench.spec(NIGHTLY, met())
    bench.robot("--test", "Long")
    assert planned(bench) == ["Long"]


def test_so_are_examples_and_each_is_asked_for_by_its_own_tag(bench: Bench) -> None:
    bench.spec(NIGHTLY, check("Shown", GREEN, tags="example"), met())
    assert bench.run().decision == "GO"
    assert planned(bench) == ["Everything Holds"]
    bench.robot("--include", "exampleORP9-1.1")
    assert planned(bench) == ["Everything Holds", "Shown"]
    bench.robot("--test", "Shown")
    assert planned(bench) == ["Shown"]


def test_a_wrong_tag_on_them_is_refused_all_the_same(bench: Bench) -> None:
    bench.spec(check("Long", GREEN, tags="nightly    no-such-tag"), met())
    ended = bench.run()
    assert ended.decision == "HOLD"
    assert "no-such-tag" in ended.text


def test_a_run_logs_its_seed_and_accepts_one(bench: Bench) -> None:
    bench.spec(check("Any", GREEN), more="Suite Setup    Make The Environment Ready")
    assert "--variable SEED:42" in logged_seed(bench, "--variable", "SEED:42")
    assert logged_seed(bench) != logged_seed(bench)


def logged_seed(bench: Bench, *words: str) -> str:
    bench.robot(*words)
    text = (bench.results / "output.xml").read_text(encoding="utf-8")
    return next(line for line in text.splitlines() if "--variable SEED:" in line and "To repeat" in line)
