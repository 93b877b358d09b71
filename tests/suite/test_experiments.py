"""Rows over experiments, as Robot runs them: never green without an effect that was seen."""

from pathlib import Path

import pytest

from keywords.running.scheduler import MOST
from tests.suite.child import Bench, Ended, check

MORE = "Test Template    Experiment Shows\nSuite Setup    Make The Environment Ready"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, api: str) -> tuple[Bench, Ended]:
    bench = Bench(tmp_path_factory.mktemp("rows"), api)
    bench.spec(
        check("Empty Population", "nobody at home    documents embedded    ==    100 %", tags="P9-12.1"),
        check("Fault Without Effect", "outage without effect    jobs lost    ==    0 jobs", tags="P9-1.2"),
        check("Broken Midway", "broken midway    jobs lost    ==    0 jobs", tags="P9-1.3"),
        check("Holds", "five jobs    jobs lost    ==    0 jobs", tags="P9-1.5"),
        check("Holds In Another Unit", "five jobs    waiting time    <=    0.2 s", tags="P9-1.6"),
        check("Does Not Hold", "five jobs    waiting time    <=    100 ms", tags="P9-2.1"),
        check("Before What Is Absent", "half of it    jobs lost    ==    0 jobs", tags="P9-2.3"),
        check("What Is Absent", "half of it    facts found    ==    100 %", tags="P9-2.4"),
        check("After What Is Absent", "half of it    jobs found    ==    5 jobs", tags="P9-2.5"),
        check("Before It Was Cut Off", "cut off    jobs lost    ==    0 jobs", tags="P9-3.1"),
        check("After It Was Cut Off", "cut off    jobs found    ==    5 jobs", tags="P9-3.2"),
        check("Unlimited", "five jobs    jobs lost    ==    required", tags="P9-3.3"),
        check("Its Control Fails", "nothing to find    jobs lost    ==    0 jobs", tags="P9-3.4"),
        check("Left Out", "five jobs    throughput    >=    1 operations", tags="P9-2.2"),
        more=MORE,
    )
    return bench, bench.robot()


@pytest.mark.parametrize(
    ("requirement", "verdict", "said"),
    [
        pytest.param(
            "P9-12.1", "inconclusive", "was seen in no case at all; at least 1 would do", id="empty population"
        ),
        pytest.param("P9-1.2", "inconclusive", "the fault had no observed effect", id="fault without effect"),
        pytest.param("P9-1.3", "fail", "could not be carried through: the proxy went away", id="broken midway"),
        pytest.param("P9-1.5", "pass", "", id="holds"),
        pytest.param("P9-1.6", "pass", "", id="holds in another unit"),
        pytest.param("P9-2.1", "fail", "waiting time: expected <= 100 ms, seen 120 ms", id="does not hold"),
        pytest.param("P9-2.3", "pass", "", id="before what is absent"),
        pytest.param("P9-2.4", "inconclusive", "there is no search here", id="what is absent"),
        pytest.param("P9-2.5", "pass", "", id="after what is absent"),
        pytest.param("P9-3.1", "pass", "", id="before it was cut off"),
        pytest.param("P9-3.2", "inconclusive", "there is no list here", id="after it was cut off"),
        pytest.param("P9-3.3", "inconclusive", "no limit is set", id="unlimited"),
        pytest.param(
            "P9-3.4",
            "inconclusive",
            "its control failed, so it shows nothing: jobs found: expected >= 5 jobs, seen 2 jobs in 5 cases",
            id="its control fails",
        ),
        pytest.param("P9-2.2", "fail", "without observing 'throughput'", id="left out"),
    ],
)
def test_a_row_says_what_its_experiment_saw(
    rows: tuple[Bench, Ended], requirement: str, verdict: str, said: str
) -> None:
    _, ended = rows
    assert ended.requirement(requirement)["verdict"] == verdict, ended.reasons
    record = next(record for record in ended.evidence() if requirement in record["requirements"])
    assert said in " ".join(record["reasons"])


def test_an_experiment_runs_once_however_many_rows_read_it(rows: tuple[Bench, Ended]) -> None:
    bench, ended = rows
    assert (bench.folder / "count.txt").read_text(encoding="utf-8") == "once "
    resting = [record for record in ended.evidence() if "experiment/five-jobs" in record["rests_on"]]
    assert len(resting) == 4, "three that hold or not, and one whose figure was not observed"


def test_a_broken_experiment_is_on_record(rows: tuple[Bench, Ended]) -> None:
    verdicts = {record["name"]: record["verdict"] for record in rows[1].evidence("experiment")}
    assert verdicts["broken midway"] == "fail"
    assert verdicts["outage without effect"] == "inconclusive"


@pytest.mark.parametrize(
    ("requirement", "experiment"), [("P9-1.2", "outage-without-effect"), ("P9-1.3", "broken-midway")]
)
def test_a_row_is_linked_to_the_experiment_that_blocked_it(
    rows: tuple[Bench, Ended], requirement: str, experiment: str
) -> None:
    _, ended = rows
    record = next(record for record in ended.evidence() if requirement in record["requirements"])
    assert record["rests_on"] == [f"experiment/{experiment}"]
    page = (ended.results / "dossier" / "index.html").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if 'scope="row"' in line and f">{record['name']}<" in line]
    assert f'href="../evidence/experiment/{experiment}.json"' in row
    assert row.count('<br><span class="small">') == 1, "the check says why, and its experiment need not say it again"


def test_after_an_interruption_no_further_experiment_begins(tmp_path: Path, api: str) -> None:
    bench = Bench(tmp_path, api)
    rows = (f"until over {number}    jobs found    ==    1 jobs" for number in range(MOST + 4))
    bench.spec(*(check(f"Row {number}", row, tags="P9-1.1") for number, row in enumerate(rows)), more=MORE)
    ended = bench.robot()
    assert ended.decision == "HOLD"
    begun, _, lanes = (bench.folder / "count.txt").read_text(encoding="utf-8").partition("lanes: ")
    assert begun == "begun " * int(lanes)
    assert ended.counts["not_executed"] == MOST + 4
