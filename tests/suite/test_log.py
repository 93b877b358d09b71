"""Robot's log is a drawing of the steps: whoever reads it sees what was done and what was seen, also of what passed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from robot.api import ExecutionResult

from keywords.checklists.requirements import catalogue
from keywords.libraries.steps import MARK
from tests.suite.child import GREEN, Bench, Ended, check

MORE = "Library    tests.suite.libraries.stepping\nSuite Setup    Make The Environment Ready"
ROWS = f"{MORE}\nTest Template    Experiment Shows"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, api: str) -> Ended:
    bench = Bench(tmp_path_factory.mktemp("log"), api)
    bench.spec(
        check("No Job Is Lost", "in a thread of its own    jobs lost    ==    0 jobs", tags="P9-1.2"),
        check("Nobody Waits", "in a thread of its own    waiting time    <=    1 s", tags="P9-1.3"),
        check("Nobody Noticed", "broken off    jobs lost    ==    0 jobs", tags="P9-1.5"),
        check("Another Too", "in another thread    jobs lost    ==    0 jobs", tags="P9-1.5"),
        more=ROWS,
    )
    bench.spec(check("Somebody Answers", "Somebody Asks", tags="P9-1.6"), more=MORE, name="talk")
    return bench.robot()


@pytest.fixture(scope="module")
def tests(ended: Ended) -> dict[str, Any]:
    result = ExecutionResult(str(ended.results / "output.xml"))
    return {test.name: test for test in result.suite.all_tests}


def drawn(keyword: Any) -> list[Any]:
    """The steps that are drawn within a keyword."""
    return [item for item in keyword.body if str(getattr(item, "name", "")).startswith(MARK)]


def told(keyword: Any) -> str:
    return "\n".join(item.message for item in keyword.body if item.type == item.MESSAGE)


def test_the_first_row_shows_the_steps_with_their_names_arguments_and_times(
    ended: Ended, tests: dict[str, Any]
) -> None:
    (row,) = tests["No Job Is Lost"].body
    signed_in, uploaded, refused = drawn(row)
    assert signed_in.name == f"{MARK}Sign in as a new user"
    assert (uploaded.name, list(uploaded.args)) == (f"{MARK}Upload a {{document}}", ["a.pdf", "x=${y}"])
    assert told(uploaded) == "job 7"
    assert uploaded.body[0].timestamp == uploaded.end_time, "it was seen when the step ended"
    assert [inner.name for inner in drawn(uploaded)] == [f"{MARK}Send the bytes"]
    assert (refused.status, "failed: it is &lt;hidden&gt;" in told(refused)) == ("PASS", True)
    (record,) = [one for one in ended.evidence("experiment") if one["name"] == "in a thread of its own"]
    for shown, step in zip(drawn(row), record["steps"], strict=True):
        assert shown.start_time.astimezone() == datetime.fromisoformat(step["started"])
        assert shown.elapsed_time.total_seconds() == pytest.approx(step["seconds"])


def test_a_later_row_says_where_they_are_shown_and_links_to_the_evidence(tests: dict[str, Any]) -> None:
    (row,) = tests["Nobody Waits"].body
    assert not drawn(row)
    assert f'Seen in: <a href="#{tests["No Job Is Lost"].id}"' in told(row)
    assert 'href="evidence/experiment/in-a-thread-of-its-own.json"' in told(row)
    assert "<svg" in told(row), "its samples are drawn"


def test_an_experiment_that_broke_off_shows_how_far_it_came(tests: dict[str, Any]) -> None:
    (row,) = tests["Nobody Noticed"].body
    stopped, waited = drawn(row)
    assert (stopped.status, waited.status, tests["Nobody Noticed"].status) == ("PASS", "PASS", "SKIP")
    assert "inconclusive: nobody noticed" in told(waited)


def test_a_sentence_shows_its_steps_and_what_it_saw(tests: dict[str, Any]) -> None:
    (sentence,) = tests["Somebody Answers"].body
    (asked,) = drawn(sentence)
    assert (list(asked.args), told(asked)) == (["Who?"], "Jo")
    assert "who it is: Jo" in told(sentence)


def test_a_passed_check_says_what_it_saw_in_how_many_cases_and_who_set_the_limit(tests: dict[str, Any]) -> None:
    messages = {name: test.message for name, test in tests.items() if test.status == "PASS"}
    assert messages == {
        "Another Too": "jobs lost: 0 jobs (0 of 5 cases good); limit == 0 jobs, set by this row",
        "No Job Is Lost": "jobs lost: 0 jobs (0 of 5 cases good); limit == 0 jobs, set by this row",
        "Nobody Waits": "waiting time: 120 ms (2 samples, 100 to 120); limit <= 1 s, set by this row",
        "Somebody Answers": "who it is: Jo",
    }


def test_the_report_begins_with_what_was_judged(ended: Ended) -> None:
    result = ExecutionResult(str(ended.results / "output.xml"))
    assert {"Environment", "Pipeline", "Countersign", "Decision"} <= set(result.suite.metadata)


def test_a_run_of_countersign_explains_each_tag_and_links_it_to_the_dossier(bench: Bench) -> None:
    bench.spec(check("The Answer Is Known", GREEN, tags="P9-1.2"))
    ended = bench.run()
    log = (ended.results / "log.html").read_text(encoding="utf-8")
    assert "dossier/index.html#P9-1.2" in log
    assert catalogue()["P9-1.2"].text in log


def test_the_steps_are_also_on_disk_line_by_line(ended: Ended) -> None:
    file: Path = ended.results / "evidence/experiment/in-a-thread-of-its-own.steps.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["name"] for line in lines if "begun" in line] == [
        "Sign in as a new user",
        "Upload a ${document}",
        "Send the bytes",
        "Open another user's document",
    ]
