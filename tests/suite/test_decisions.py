"""From a spec to a decision: what `countersign run` says, and how it exits."""

from tests.suite.child import GREEN, RED, Bench, check, met

READY = "Suite Setup    Make The Environment Ready"


def test_green_is_go(bench: Bench) -> None:
    bench.spec(met(), check("The Answer Is Known", GREEN), check("The Cloud Answers", GREEN, tags="P3-1.1"), more=READY)
    ended = bench.installed("run", "--results", str(bench.results))
    assert (ended.decision, ended.status) == ("GO", 0), ended.text
    assert {gate["verdict"] for gate in ended.dossier["gates"] if gate["level"] == "must"} == {"pass"}
    assert ended.requirement("P9-1.1")["verdict"] == "pass"
    assert ended.counts["planned"] == ended.counts["passed"] == 3
    rehearsed = ended.requirement("P3-1.1")
    assert (rehearsed["verdict"], rehearsed["rehearsal"]) == ("not applicable", "pass")
    assert "A child's API 1" in ended.dossier["environment"]["fingerprint"].values()


def test_own_tags_select_and_are_kept_and_no_verdict_depends_on_them(bench: Bench) -> None:
    bench.spec(met(), check("Mine", GREEN, tags="P9-1.1    team:search    ticket:PIPE-12"))
    assert bench.run().decision == "GO"
    ended = bench.run("--include", "team:search")
    assert ended.counts["planned"] == ended.counts["passed"] == 1
    (record,) = ended.evidence()
    assert record["tags"] == ["P9-1.1", "team:search", "ticket:PIPE-12"]


def test_red_is_no_go_and_says_what_was_seen(bench: Bench) -> None:
    bench.spec(met(), check("The Answer Is Known", RED))
    ended = bench.run()
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert ended.requirement("P9-1.1")["verdict"] == "fail"
    assert ended.dossier["reasons"][0].startswith("Check 'The Answer Is Known' failed: answer: expected 42, seen 41")


def test_inconclusive_is_hold_and_a_skip_in_robot(bench: Bench) -> None:
    bench.spec(met(), check("A Browser Opens", "Leave Open    no browser is installed"))
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert ended.requirement("P9-1.1")["verdict"] == "inconclusive"
    assert "no browser is installed" in ended.reasons
    assert 'status="SKIP"' in (ended.results / "output.xml").read_text(encoding="utf-8")


def test_a_check_that_never_ends_is_inconclusive_and_what_it_saw_before_counts(bench: Bench) -> None:
    endless = "Evaluate    threading.Event().wait(100)"
    waits, red = (
        check("It Waits", GREEN, endless),
        check("It Sees And Waits", f"Run Keyword And Ignore Error    {RED}", endless, tags="P9-1.2"),
    )
    bench.spec(met(), waits, red, more="Test Timeout    3 seconds")
    ended = bench.run()
    assert ended.requirement("P9-1.1")["verdict"] == "inconclusive"
    assert "Test timeout 3 seconds exceeded" in ended.reasons
    assert ended.requirement("P9-1.2")["verdict"] == "fail", "a failure stays one"


def test_observed_nothing_and_unforeseen_exceptions_fail(bench: Bench) -> None:
    bench.spec(
        met(),
        check("Nothing Is Looked At", "Log    all is well"),
        check("It Breaks", GREEN, "Break Off    the socket is gone", tags="P9-1.2"),
    )
    ended = bench.run()
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert "observed nothing" in ended.reasons
    assert ended.requirement("P9-1.1")["verdict"] == "fail"
    assert "the socket is gone" in ended.reasons, "an unforeseen exception is a failure too"
    assert ended.requirement("P9-1.2")["verdict"] == "fail"


def test_a_fact_without_a_single_case_is_inconclusive(bench: Bench) -> None:
    bench.spec(met(), check("Nobody Was Asked", "Fact Is    answer    42    ${42}    population=0"))
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert ended.requirement("P9-1.1")["verdict"] == "inconclusive"
    assert "in 0 cases" in ended.reasons


def test_everything_skipped_is_hold_although_robot_exits_zero(bench: Bench) -> None:
    bench.spec(met(), check("The Answer Is Known", GREEN), more="Test Setup    Skip    not today")
    ended = bench.robot()
    assert (ended.decision, ended.status) == ("HOLD", 0), ended.text
    assert bench.countersign("decide", str(bench.results)).status == 2
    assert ended.counts["passed"] == 0
    assert ended.counts["inconclusive"] == 2


def test_a_part_of_the_checks_is_hold(bench: Bench) -> None:
    bench.spec(met())
    bench.spec(*(check(f"The Answer Is Known {number}", GREEN) for number in range(3)), name="other")
    ended = bench.run(str(bench.specs / "other.robot"))
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "Only a part of the checks was selected (3)" in ended.reasons


def test_checks_of_another_folder_do_not_replace_those_that_a_decision_needs(bench: Bench) -> None:
    elsewhere = bench.folder / "elsewhere"
    elsewhere.mkdir()
    bench.spec(met()).rename(elsewhere / "spec.robot")
    bench.spec(check("The Answer Is Known", GREEN))
    ended = bench.run(str(elsewhere))
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "Only a part" in ended.reasons


def test_an_empty_selection_leaves_no_old_go(bench: Bench) -> None:
    bench.spec(met())
    assert bench.run().decision == "GO"
    ended = bench.run("--include", "smoke")
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "Nothing was selected" in ended.reasons
    assert ended.evidence() == []
    assert bench.countersign("decide", str(bench.results)).status == 2


def test_a_failed_rehearsal_is_no_go(bench: Bench) -> None:
    bench.spec(met(), check("The Cloud Answers", RED, tags="P3-1.1"))
    ended = bench.run()
    assert (ended.decision, ended.status) == ("NO-GO", 1), ended.text
    assert "The rehearsal 'The Cloud Answers' failed" in ended.reasons
    line = ended.requirement("P3-1.1")
    assert (line["verdict"], line["rehearsal"]) == ("not applicable", "fail")
