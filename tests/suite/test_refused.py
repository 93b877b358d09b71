"""Checks that cannot be true are refused before they do anything."""

from pathlib import Path

import pytest

from keywords.basics.folders import REPOSITORY
from tests.suite.child import GREEN, Bench, Ended, check, met

ROW = "Test Template    Experiment Shows"
READY = "Suite Setup    Make The Environment Ready"
BAD_ROWS = {
    "unknown experiment": ("five job    jobs lost    ==    0 jobs", "P9-1.1", "there is no experiment 'five job'"),
    "unknown observation": ("five jobs    jobs last    ==    0 jobs", "P9-1.1", "does not observe 'jobs last'"),
    "unknown operator": ("five jobs    jobs lost    =    0 jobs", "P9-1.1", "'='"),
    "wrong unit": ("five jobs    waiting time    <=    2 GB", "P9-1.1", "is measured in 'ms'"),
    "looser row": ("five jobs    waiting time    <=    900 ms", "P2-10.1", "is looser than P2-10.1"),
    "wrong tag": ("five jobs    jobs lost    ==    0 jobs", "P9-1.100", "'P9-1.100' is no requirement"),
}


def bad_rows(bench: Bench, *more: str) -> None:
    rows = (check(f"Row With {name.title()}", row, tags=tag) for name, (row, tag, _) in BAD_ROWS.items())
    bench.spec(*rows, *more, more=f"{ROW}\n{READY}")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, api: str) -> Ended:
    """One run of bad rows only, by plain robot."""
    bench = Bench(tmp_path_factory.mktemp("refused"), api)
    bad_rows(bench)
    return bench.robot()


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_refused(refused: Ended, case: str) -> None:
    assert refused.decision == "NO-GO", refused.text
    reason = next(reason for reason in refused.dossier["reasons"] if f"'Row With {case.title()}'" in reason)
    assert BAD_ROWS[case][2] in reason
    assert refused.evidence("experiment") == [], "the experiment ran"


def test_a_dry_run_fails_bad_rows_and_leaves_nothing(bench: Bench) -> None:
    bad_rows(bench, check("A Good Row", "five jobs    jobs lost    ==    0 jobs"))
    ended = bench.robot("--dryrun")
    assert ended.status == len(BAD_ROWS), ended.text
    for _, _, said in BAD_ROWS.values():
        assert said in " ".join(ended.text.split()), said
    assert sorted(path.name for path in bench.results.iterdir()) == ["log.html", "output.xml"]
    assert not (bench.folder / "count.txt").exists()


TRIED = {
    "The Moon Is Round": ("Fact Is    the moon    round    round", "P4-0.3", "'the moon' was not observed: 'round'"),
    "A Number Is A Literal, Too": ("Fact Is    the moon    1    ${1}", "P4-0.3", "'the moon' was not observed"),
    "A Fact Of Something Else": (
        "Fact Is    the moon    x    ${SUITE NAME}",
        "P4-0.3",
        "'the moon' may not speak for P4-0.3",
    ),
    "A Fact In A Keyword": ("It Is Round", "P9-1.2", "'the moon' was not observed: 'round'"),
}


def test_a_dry_run_refuses_facts_that_were_not_observed_or_are_about_something_else(bench: Bench) -> None:
    keyword = "*** Keywords ***\nIt Is Round\n    Fact Is    the moon    round    round\n"
    bench.spec(
        *(check(name, step, tags=tag) for name, (step, tag, _) in TRIED.items()),
        check("Twice", "No Operation"),
        check("Twice", "No Operation"),
        check("One Tag Twice", "No Operation", tags="P9-1.1    P9-1.1"),
        keyword,
    )
    ended = bench.robot("--dryrun")
    said = " ".join(ended.text.split())
    assert ended.status == len(TRIED) + 3, ended.text
    for _, _, expected in TRIED.values():
        assert expected in said
    assert "two checks have this name" in said
    assert "the tag 'P9-1.1' is written twice" in said


SCENARIOS = {
    "A Fact Of Another Requirement": (
        "Then Get Job State    ${sent}    ==    done",
        "'state of a job' may not speak for P9-1.1",
    ),
    "A Wait About Something Else": ("Wait For State    ${sent}    done", "'state of a job' may not speak for P9-1.1"),
    "An Unknown Operator": ("Get Job State    ${sent}    =    done", "there is no operator '=' for 'state of a job'"),
    "A Python Expression": ("Get Job State    ${sent}    validate    value", "there is no operator 'validate'"),
    "A Wrong Unit": ("Get Completed Stages    ${sent}    ==    9 stage", "there is no unit 'stage'; did you mean"),
    "Another Unit": ("Get Completed Stages    ${sent}    ==    9 rows", "cannot be compared with a quantity in"),
    "Nothing To Compare With": ("Get Completed Stages    ${sent}    ==", "is compared with nothing"),
    "A Text For A Document": ("Delete Document    sent", "which 'Upload Document' returns; seen 'sent'"),
    "A Path For A Call": ("Path Of    /api/v2/documents", "name the call by its word in the contract: documents"),
}


def test_a_dry_run_refuses_steps_of_scenarios_that_cannot_be_true(bench: Bench) -> None:
    good = check("Good", "Get Job State    ${sent}", "Get Call Outcome    ${ben}    me    of=${sent}", tags="P9-1.1")
    bench.spec(
        *(check(name, step) for name, (step, _) in SCENARIOS.items()),
        good,
        more=f"Resource    {REPOSITORY / 'resources' / 'scenarios.resource'}",
    )
    ended = bench.robot("--dryrun")
    said = " ".join(ended.text.split())
    assert ended.status == len(SCENARIOS), ended.text
    for _, expected in SCENARIOS.values():
        assert expected in said, expected


def test_a_call_that_is_named_by_its_path_is_explained(bench: Bench) -> None:
    """It ended in an AttributeError once."""
    bench.spec(
        check("Refused", "The Api Refuses A Stranger    /api/v2/documents"),
        more=f"Resource    {REPOSITORY / 'resources' / 'api.resource'}\nSuite Setup    Open The Api",
    )
    ended = bench.robot()
    assert ended.decision == "NO-GO", ended.text
    assert "name the call by its word in the contract: documents" in " ".join(ended.text.split())


def test_countersign_run_refuses_a_wrong_tag_and_leaves_no_old_go(bench: Bench) -> None:
    bench.spec(met())
    before = bench.run()
    assert before.decision == "GO", before.text
    bench.spec(
        met(),
        check("Misspelt", f"Create File    {bench.folder / 'done'}", tags="P9-1.100"),
        more="Library    OperatingSystem",
    )
    ended = bench.run()
    assert (ended.decision, ended.status) == ("HOLD", 2), ended.text
    assert "nothing was run" in ended.text
    assert "'P9-1.100'" in ended.text
    assert not (bench.folder / "done").exists()


def test_a_wrong_sentence_does_nothing_under_plain_robot(bench: Bench) -> None:
    bench.spec(
        check("Misspelt", f"Create File    {bench.folder / 'done'}", GREEN, tags="P9-1.100"),
        more="Library    OperatingSystem",
    )
    ended = bench.robot()
    assert ended.decision == "NO-GO", ended.text
    assert "'P9-1.100'" in ended.reasons
    assert not (bench.folder / "done").exists()


@pytest.mark.parametrize(
    ("change", "said"), [({"gatess": []}, "gatess: there is no such key; did you mean"), ({"guard": 3}, "guard")]
)
def test_a_wrong_environment_file_is_named(bench: Bench, change: dict[str, object], said: str) -> None:
    bench.spec(met())
    bench.describe(**change)
    ended = bench.run()
    assert ended.status == 2
    assert said in ended.text
    assert Path(bench.environment).name in ended.text
