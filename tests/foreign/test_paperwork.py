"""An environment file alone, without code, is enough to judge a foreign pipeline: what it has, lacks and does wrong."""

from pathlib import Path

import pytest

from keywords import environments
from keywords.cleaning.accounts import place_of
from keywords.contract.people import Person
from keywords.documents.pdf import generate
from keywords.safety import ledger
from tests.foreign.conftest import Paperwork, started
from tests.foreign.paperwork import FAULTS
from tests.pipeline.conftest import Stack
from tests.suite.child import Ended

HAS = [
    "A Document Completes Its Full Life Cycle",
    "A Document Completes Upload, Parse, Chunk, Embed And Finalize",
    "No Planted Fact Is Lost In Parsing",
    "Every Word Of The Text Is In A Chunk",
    "No Chunk Repeats Another",
    "Five Simultaneous Uploads Are All Accepted",
    "A Request For Documents Without A Token Is Refused",
    "Only A Genuine Token Opens An Account",
    "A User Cannot Open Another User's Document",
]
LACKS = {  # a check -> why it cannot run here
    "Search Finds Every Planted Fact": "paperwork has no search (absent in its file)",
    "The Agent Answers With Every Planted Fact": "paperwork has no chat (absent in its file)",
    "Search Finds No Fact Of Another User": "paperwork has no search (absent in its file)",
    "A Document Completes All Nine Stages": "paperwork keeps no events (absent in its file)",
    "The History Of One Document Is Flawless": "paperwork keeps no events (absent in its file)",
    "Progress Grows In At Least Two Stages": "nothing for answers.job.progress",
    "The API Publishes Its Upload Limits": "paperwork has no limits (absent in its file)",
    "PostgreSQL Computes With Vectors": "paperwork has no vectors (absent in its file)",
    "PostgreSQL Has All Seven Tables Of The Pipeline": "paperwork has no events and no buffers",
    "Every Service The Pipeline Needs Is Up And Healthy": "paperwork has no ready (absent in its file)",
}
CAUGHT = {  # a fault -> the one check that it fails, the requirement, and what the dossier says
    "page-2-lost": ("No Planted Fact Is Lost In Parsing", "P9-2.1", "on page 2"),
    "piece-twice": ("No Chunk Repeats Another", "P9-2.1", "repeated chunks: expected == 0 chunks, seen 1"),
    "tasks-open-to-all": ("A User Cannot Open Another User's Document", "P9-11.4", "seen 1 hits"),
    "ready-too-soon": ("The History Of One Document Is Flawless", "P4-7.2", "chunk missing"),
    "old-tokens-good": ("Only A Genuine Token Opens An Account", "P9-11.3", "an expired token: expected 403, seen 200"),
}


def selected(*names: str) -> list[str]:
    return [word for name in names for word in ("--test", name)]


def verdicts(ended: Ended) -> dict[str, str]:
    return {record["name"]: record["verdict"] for record in ended.evidence()}


@pytest.fixture(scope="module")
def judged(paperwork: Paperwork, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return paperwork.judged(tmp_path_factory.mktemp("paperwork"), *selected(*HAS, *LACKS))


def test_checks_of_what_it_has_pass(judged: Ended) -> None:
    assert judged.decision == "HOLD", judged.text
    assert {name: verdicts(judged)[name] for name in HAS} == dict.fromkeys(HAS, "pass"), judged.reasons


def test_checks_of_what_it_lacks_are_inconclusive_and_say_why(judged: Ended) -> None:
    records = {record["name"]: record for record in judged.evidence()}
    for name, why in LACKS.items():
        assert records[name]["verdict"] == "inconclusive", name
        assert why in " ".join(records[name]["reasons"]), records[name]["reasons"]


def test_every_planned_check_is_executed(judged: Ended) -> None:
    assert judged.counts["executed"] == judged.counts["planned"] == len(HAS) + len(LACKS)


def test_it_is_judged_by_the_requirements_of_the_environment_it_stands_for(judged: Ended) -> None:
    assert judged.requirement("P9-11.3")["verdict"] == "pass"
    assert judged.dossier["environment"]["fingerprint"]["judged as"] == "local"
    assert judged.requirement("P3-5.1")["verdict"] == "not applicable"
    assert {gate["id"] for gate in judged.dossier["gates"]} >= {"pipeline-core", "security"}


@pytest.mark.parametrize("fault", CAUGHT)
def test_each_fault_fails_its_check_and_is_named_in_the_reasons(stack: Stack, tmp_path: Path, fault: str) -> None:
    check, requirement, words = CAUGHT[fault]
    with started(stack.database, fault) as paperwork:
        ended = paperwork.judged(tmp_path, *selected(*{name for name, _, _ in CAUGHT.values()}))
    assert ended.decision == "NO-GO", ended.text
    assert [name for name, verdict in verdicts(ended).items() if verdict == "fail"] == [check], ended.reasons
    assert ended.requirement(requirement)["verdict"] == "fail"
    (reason,) = (line for line in ended.reasons.splitlines() if f"'{check}' failed" in line)
    assert words in reason


def test_every_fault_has_a_case() -> None:
    assert set(CAUGHT) == set(FAULTS)


def test_bytes_may_be_sent_with_the_announcement(
    paperwork: Paperwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"filename": "title", "bytes_len": "size", "mime": "type", "sha256": "sum", "ocr": ""}
    file = paperwork.environment(tmp_path, bytes={"way": "multipart", "field": "pdf"}, sends={"upload": words})
    for name, value in {**paperwork.variables, ledger.VARIABLE: str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    document = generate("in a form", pages=2)
    person = Person(place_of(environments.load(str(file))))
    uploaded = person.upload(document)
    assert person.wait_for_end(uploaded)["state"] == "done"
    assert all(fact.answer in person.content(uploaded.document_id) for fact in document.facts)
    assert [each["filename"] for each in person.documents()] == [document.filename]
    assert person.refusal(person.announce(document))["message"].endswith(f"as number {uploaded.document_id}.")
