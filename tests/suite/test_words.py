"""Each keyword of the vocabulary has an example, and each example does on a real pipeline what it says.

Those that only experiments use are tried by the experiments.
"""

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator

import pytest
from robot.api import ExecutionResult

from keywords.basics.folders import REPOSITORY
from keywords.commands.vocabulary import sources

SECONDS = 600
LIBRARIES = [source for source in sources(".") if source.startswith("keywords.") and not source.endswith(".recording")]
SPEC = """*** Settings ***
Resource    {resources}/scenarios.resource
Resource    {resources}/services.resource
Resource    {resources}/database.resource
Resource    {resources}/api.resource
Suite Setup    Set The Scene

*** Test Cases ***
{checks}

*** Keywords ***
Set The Scene
    Open The Api
    ${{anna}} =    New User
    ${{ben}} =    New User
    ${{policy}} =    Generate Document    pages=3    table=True
    ${{fact}} =    Get Fact    ${{policy}}
    ${{sent}} =    Upload Document    ${{anna}}    ${{policy}}
    ${{second sent}} =    Upload Document    ${{anna}}
    Wait For End    ${{sent}}    ${{second sent}}
    FOR    ${{name}}    IN    anna    ben    policy    fact    sent
        Set Suite Variable    ${{${{name}}}}
    END
    VAR    ${{kept}}    ${{sent}}    scope=SUITE
    VAR    ${{deleted}}    ${{sent}}    scope=SUITE

The Model Is Away
    Stop Service    openai
    ${{sent}} =    Upload Document    ${{anna}}
    Wait For State    ${{sent}}    retryable    within=30 s
    Set Test Variable    ${{sent}}

A Page Was Told
    ${{page}} =    Listen    ${{anna}}
    Wait For Message    ${{page}}    ${{sent}}
    ${{missed}} =    Get Cursors    ${{page}}
    ${{page again}} =    Listen    ${{anna}}
    Wait For Message    ${{page again}}    ${{sent}}
    FOR    ${{name}}    IN    page    missed    page again
        Set Test Variable    ${{${{name}}}}
    END

On A Lent Stack
    Use A Lent Stack
    ${{anna}} =    New User
    Set Test Variable    ${{anna}}
"""
EVIDENCE = "Get Job State    ${kept}    ==    done"  # an example that asserts nothing leaves no evidence of its own
AWAY, LENT = ("The Model Is Away",), ("On A Lent Stack",)
REPLY = ("${reply} =    Ask Agent    ${anna}    ${fact.question}",)
ANSWER = ("${answer} =    GET On Session    api    /api/v2/documents    expected_status=any",)
LINK = ("${link} =    Sign Link    ${sent}",)
SOMEBODY_ELSE = ("${anna} =    New User",)  # whose session or documents the example spoils
ANNOUNCED = ("${announced} =    Announce Document    ${anna}",)
REPORT = ("${report} =    Shared Document    report",)
TWIN = (*REPORT, "${ben} =    New User", "${twin} =    Process Document    ${ben}    ${report.document}")
JOB = ("${answer} =    Make Call    ${anna}    job    of=${sent}",)
MALFORMED = ("${answer} =    Make Call    ${anna}    upload    bytes_len=-1",)
LISTENED = (*SOMEBODY_ELSE, "${page} =    Listen    ${anna}", "${own} =    Upload Document    ${anna}")
OF_A_REPORT = (
    "Get Chunks Found By Own Text",
    "Get Chunks Of Agreed Size",
    "Get Continuing Chunks",
    "Get Distinct Vectors",
    "Get Embedding Models",
    "Get Numbered Chunks",
    "Get Overlapping Chunks",
    "Get Pages In Order",
    "Get Parsed Texts With Their Hash",
    "Get Passages As Stored",
    "Get Passages Ranked By Vectors",
    "Get Table Rows Kept",
    "Get Vector Dimensions",
    "Get Vectors Of Length One",
    "Get Whole Tables",
    "Get Words In Parsed Text",
)
BEFORE = {  # what an example takes for granted
    **dict.fromkeys(OF_A_REPORT, REPORT),
    "Alter Link": LINK,
    "Announce Document": ("${policy} =    Generate Document",),
    "Claim Address": SOMEBODY_ELSE,
    "Delete Document": ("${sent} =    Upload Document    ${anna}",),
    "Fact Is": ("${response} =    GET On Session    api    /me    expected_status=any",),
    "Figure Holds": (
        "@{tables} =    Create List    jobs    documents    chunks    buffers    events    audit    users",
        "VAR    ${found}    ${tables}",
    ),
    "Get Audit Actions": (
        *SOMEBODY_ELSE,
        *ANNOUNCED,
        "${before} =    Note Time",
        "Delete Document    ${announced}",
    ),
    "Get Audit Detail": ("${sent} =    Upload Document    ${anna}", "Delete Document    ${sent}"),
    "Get Cited Documents": REPLY,
    "Get Conversation": (
        "${first} =    Ask Agent    ${anna}    ${fact.question}",
        "${second} =    Ask Agent    ${anna}    Once more?    after=${first}",
    ),
    "Get Cursors": ("A Page Was Told",),
    "Get Document Count": (
        "${anna} =    New User",
        "Upload Documents    ${anna}    2",
    ),
    "Get Documents Found": (
        "${found} =    Upload Document    ${ben}",
        "Wait For End    ${found}",
        "VAR    ${anna}    ${ben}",
    ),
    "Get Document Names": ("${sent} =    Upload Document    ${ben}",),
    "Get Doors Opened": ("${genuine} =    Forge Token    ${anna}    a genuine token    with_help_of=${ben}",),
    "Get Doors Refused": ("${forged} =    Forge Token    ${anna}    an expired token    with_help_of=${ben}",),
    "Get Job Message": AWAY,
    "Get Job Reason": AWAY,
    "Get Jobs In Messages": (
        *SOMEBODY_ELSE,
        "${sent} =    Upload Document    ${anna}",
        "${page} =    Listen    ${anna}",
        "Wait For Message    ${page}    ${sent}",
    ),
    "Get Link Outcome": LINK,
    "Get Password Salt": ("${salt of anna} =    Get Password Salt    ${anna}",),
    "Get Renewal Outcome": (
        "${anna} =    New User",
        "${used} =    Renew Session    ${anna}",
    ),
    "Get Renewals At Once": SOMEBODY_ELSE,
    "Get Reply": REPLY,
    "Get Sending Outcome": (*ANNOUNCED, "${another} =    Generate Document    pages=4"),
    "Get Stages Told": ("A Page Was Told",),
    "Get Stored Blocks Alike": ("${same document of ben} =    Upload Document    ${ben}    ${policy}",),
    "Get Touched Connections": (
        *LENT,
        "Spoil Network    worker:openai    latency=100 ms",
        "${sent} =    Upload Document    ${anna}",
        "Wait For End    ${sent}",
    ),
    "Get Touched Requests": ("Change Weather    openai    latency=50 ms", "Get Facts Found    ${sent}"),
    "Get Upload Link": ANNOUNCED,
    "Get Upload Outcome": ("${policy} =    Generate Document",),
    "Get User Id": ("${at home} =    Sign In Again    ${anna}",),
    "It Is Refused": ANSWER,
    "Let Sessions Run Out": SOMEBODY_ELSE,
    "Link With Token For Uploads": LINK,
    "Link With Token Of": LINK,
    "Mend Network": (*LENT, "Spoil Network    worker:openai    latency=100 ms"),
    "Retry Job": AWAY,
    "Sign Out": ("${at home} =    Sign In Again    ${anna}",),
    "Spoil Network": LENT,
    "Turn Link": LINK,
    "Upload Document": ("${policy} =    Generate Document",),
    "Wait For Link Expiry": ("${link} =    Sign Link    ${sent}    lasts=1 s",),
    "Wait For Message": ("${page} =    Listen    ${anna}",),
    "Wait For Service State": ("Stop Service    openai",),
    "Wait For State": AWAY,
    "What It Says": ("${answer} =    GET On Session    api    /api/v2/upload/limits",),
    "Get Body Hash": ("${pdf} =    Make Call    ${anna}    content    of=${sent}    query=as=pdf",),
    "Get Chunks Cut Alike": TWIN,
    "Get Event Codes": (
        f"${{announced}} =    Announce Document    ${{anna}}    sha256={'0' * 64}",
        "Send Bytes    ${announced}",
        "Wait For End    ${announced}",
        "VAR    ${sent}    ${announced}",
    ),
    "Get Header": JOB,
    "Get Listed": (
        *SOMEBODY_ELSE,
        "${first} =    Upload Document    ${anna}",
        "${second} =    Upload Document    ${anna}",
    ),
    "Get Messages About Others": (*LISTENED, "Wait For Message    ${page}    ${own}"),
    "Get Messages As Recorded": (*LISTENED, "VAR    ${sent}    ${own}", "Wait For Message    ${page}    ${sent}"),
    "Get Missed Or Repeated Messages": (
        *SOMEBODY_ELSE,
        "${pages} =    Listen Many Times    ${anna}    3",
        "${sent} =    Upload Document    ${anna}",
        "Wait For Message    ${pages}[0]    ${sent}",
    ),
    "Get Outcome": MALFORMED,
    "Get Question Outcome": REPLY,
    "Get Refusal Word": MALFORMED,
    "Get Statements Held By Sources": REPLY,
    "Get Time Off": ("${accepted} =    Make Call    ${ben}    upload",),
    "Get Token Lifetime Off": ("${session} =    Make Call    ${anna}    login",),
    "Get Unused Sources": REPLY,
    "Get Vectors Alike": TWIN,
    "Get Word": JOB,
    "Nothing Internal Is Shown": MALFORMED,
    "Process Document": ("${policy} =    Generate Document",),
    "Send Bytes": ANNOUNCED,
    "The Times Are In Order": JOB,
}


TAKES: dict[str, bool] = {}  # whether a keyword has arguments


def words() -> Iterator[tuple[str, list[str]]]:
    """Each keyword, and the lines of its example."""
    for name in LIBRARIES:
        library = getattr(importlib.import_module(name), name.rpartition(".")[2])
        for attribute, member in vars(library).items():
            if hasattr(member, "robot_name"):
                lines = [line.strip() for line in (inspect.getdoc(member) or "").splitlines()]
                rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
                name = attribute.replace("_", " ").title()
                TAKES[name] = len(inspect.signature(member).parameters) > 1  # besides self
                yield name, ["    ".join(cell.strip() for cell in row) for row in rows]


KNOWN = dict(words())
SENTENCES = {"Experiment Shows"}  # the template of rows, whose examples are the suites


def check(name: str, lines: list[str]) -> str:
    steps = [*BEFORE.get(name, ()), *lines, EVIDENCE]
    return "\n    ".join([name, *steps]) + "\n"


def test_there_are_some_eighty_keywords_and_each_that_takes_arguments_has_an_example() -> None:
    assert len(KNOWN) > 80
    assert [name for name, lines in KNOWN.items() if not lines and TAKES[name]] == []


def test_what_goes_before_belongs_to_an_example() -> None:
    assert set(BEFORE) <= set(KNOWN)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Why each example failed, by keyword; '' if it did not."""
    folder = tmp_path_factory.mktemp("words")
    chosen = {name: lines for name, lines in KNOWN.items() if lines and name not in SENTENCES}
    text = SPEC.format(resources=REPOSITORY / "resources", checks="\n".join(check(*pair) for pair in chosen.items()))
    (folder / "words.robot").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "robot", "--report", "NONE", "-d", str(folder / "results"), "words.robot"]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=SECONDS)
    tests = ExecutionResult(folder / "results" / "output.xml").suite.all_tests
    return {test.name: "" if test.passed else f"{test.status}: {test.message}" for test in tests}


@pytest.mark.parametrize("name", [name for name, lines in KNOWN.items() if lines and name not in SENTENCES])
def test_its_example_does_what_it_says(seen: dict[str, str], name: str) -> None:
    assert seen[name] == ""
