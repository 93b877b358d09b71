"""Nothing is left behind: the guard prevents what it refuses, and a run's traces are undone however it ends."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg2
import pytest

from keywords.basics.waiting import eventually
from keywords.cleaning.accounts import place_of
from keywords.documents.pdf import generate
from keywords.environments.environment import load
from keywords.safety import ledger
from tests.pipeline.conftest import Stack
from tests.pipeline.people import Person
from tests.suite.child import GREEN, INSTALLED, ROBOT, Bench, Ended, check, met

LONGEST = 240  # seconds; enough on a busy machine
READY = "Suite Setup    Make The Environment Ready"


def written_down(bench: Bench) -> list[ledger.Entry]:
    """What the ledgers hold."""
    return [entry for path in (bench.folder / "state").glob("*.jsonl") for entry in ledger.read(path).open]


def uses(*more: str) -> str:
    return "\n".join(["Library    tests.suite.libraries.breaking", READY, *more])


def entries(bench: Bench) -> list[Path]:
    return list((bench.folder / "state").glob("*"))


# The guard


def destructive(bench: Bench) -> Ended:
    bench.spec(
        check("A Killed Worker Loses No Job", "worker killed    jobs lost    ==    0 jobs"),
        more=uses("Test Template    Experiment Shows"),
    )
    return bench.robot()


def test_a_forbidden_fault_is_refused_with_its_reason(bench: Bench) -> None:
    ended = destructive(bench)
    assert not (bench.folder / "count.txt").exists(), "the fault was done"
    assert ended.requirement("P9-1.1")["verdict"] == "inconclusive"
    assert "refused by the guard: embedded does not allow 'kill worker'" in ended.reasons


def test_a_destructive_spec_leaves_production_alone(bench: Bench) -> None:
    bench.describe(name="live", stands_for="production")
    ended = destructive(bench)
    assert not (bench.folder / "count.txt").exists()
    (record,) = ended.evidence("experiment")
    assert record["verdict"] == "inconclusive"
    assert "refused by the guard: live is production" in record["reasons"][0]


def test_a_fault_that_the_environment_allows_by_name_is_done(bench: Bench) -> None:
    bench.describe(guard={"destructive": ["kill worker"]})
    ended = destructive(bench)
    assert (bench.folder / "count.txt").exists()
    assert ended.requirement("P9-1.1")["verdict"] == "pass", ended.text


# A stack that the run starts


@pytest.fixture
def home(bench: Bench, tmp_path: Path) -> Iterator[Path]:
    """The folder of the stacks that the bench starts."""
    bench.describe(start={"kind": "embedded", "settings": {"workers": 1}})
    yield tmp_path / "home"
    bench.countersign("clean", PIPELINE_HOME=str(tmp_path / "home"))


def of_stacks_in(home: Path) -> list[str]:
    """Processes and folders that are still there."""
    found = [folder.name for folder in home.glob("*")]
    for process in psutil.process_iter(["cmdline"]):
        if any(str(home) in word for word in process.info["cmdline"] or ()):
            found.append(" ".join(process.info["cmdline"]))
    return found


def begun(bench: Bench, home: Path, command: list[str], spec: str = "Sleep    240 s") -> "subprocess.Popen[bytes]":
    bench.spec(check("Is Under Way", GREEN, spec), more=uses("Library    OperatingSystem"))
    return subprocess.Popen(
        command,
        cwd=bench.folder,
        env=bench.variables(PIPELINE_HOME=str(home)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def plain(bench: Bench) -> list[str]:
    return [*ROBOT, "-d", str(bench.results), str(bench.specs)]


@pytest.mark.parametrize("seed", range(3))
def test_a_stack_of_a_killed_run_is_ended_by_clean(bench: Bench, home: Path, seed: int) -> None:
    """The run is killed at any moment after the stack is in the ledger, also while the stack starts."""
    child = begun(bench, home, plain(bench))
    eventually(lambda: written_down(bench), bool, "a stack in the ledger", LONGEST)
    time.sleep(random.Random(seed).uniform(0, 1 + seed))  # the moment is the input
    child.kill()
    child.wait()
    cleaned = bench.countersign("clean", PIPELINE_HOME=str(home))
    assert (cleaned.status, "entries of killed runs undone: 1" in cleaned.text) == (0, True), cleaned.text
    eventually(lambda: of_stacks_in(home), lambda left: not left, "an empty home", LONGEST)
    assert entries(bench) == []


def stack_runs(home: Path) -> Callable[[], list[Path]]:
    return lambda: list(home.glob("run-*/stack.json"))


def test_a_stack_of_a_killed_run_is_ended_by_the_next_run(bench: Bench, home: Path) -> None:
    child = begun(bench, home, plain(bench))
    (first,) = eventually(stack_runs(home), bool, "a stack", LONGEST)
    child.kill()
    child.wait()
    marker = bench.folder / "seen"
    begun(bench, home, plain(bench), f"Create File    {marker}").wait(LONGEST)
    assert marker.exists(), "the next run did not get its own stack"
    assert not first.exists()
    assert of_stacks_in(home) == []
    assert entries(bench) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(bench: Bench, home: Path, number: signal.Signals) -> None:
    child = begun(bench, home, [*INSTALLED, "run", "--results", str(bench.results)])
    eventually(stack_runs(home), bool, "a stack", LONGEST)
    child.send_signal(number)
    assert child.wait(LONGEST) == 2
    assert of_stacks_in(home) == []
    assert entries(bench) == []
    assert Ended(2, "", bench.results).decision == "HOLD"


# Documents in a pipeline that was running already

KEY = {"COUNTERSIGN_PASSWORD_KEY": "a key that only the environment holds"}
ALL = "SELECT count(*) FROM upload_pipeline.documents JOIN auth.users USING (user_id) WHERE email LIKE %s"
DELETIONS = """SELECT count(*) FROM upload_pipeline.audit_log JOIN auth.users ON users.user_id = audit_log.actor
WHERE email LIKE %s AND action = 'document.deleted'"""
# A request that was under way when the run was killed may arrive a little later.
ACCEPTED = DELETIONS.replace("document.deleted", "upload.accepted")


@pytest.fixture
def prefix(bench: Bench, stack: Stack, request: pytest.FixtureRequest) -> str:
    """The bench judges the shared stack as one that outlives the run, under a prefix of this test."""
    prefix = f"cleanup-{os.getpid()}-{abs(hash(request.node.name)) % 10**6}-"
    bench.describe(start={"kind": "running", "addresses": {"api": stack.urls["api"]}}, guard={"prefix": prefix})
    return prefix


def count(stack: Stack, query: str, prefix: str) -> int:
    with psycopg2.connect(stack.database) as conn, conn.cursor() as cursor:
        cursor.execute(query, (f"{prefix}%",))
        return int(cursor.fetchone()[0])


def sending(bench: Bench, number: int) -> tuple[Path, str]:
    """A check that puts documents into this many accounts, and the file that appears after the first."""
    marker = bench.folder / "sent"
    return marker, check("Sends Documents", f"Send Documents    {number}    {marker}", GREEN)


def killed_while_sending(bench: Bench, **variables: str) -> None:
    marker, spec = sending(bench, 1000)
    bench.spec(spec, more=uses())
    child = subprocess.Popen(
        plain(bench), cwd=bench.folder, env=bench.variables(**variables), stdout=subprocess.DEVNULL
    )
    try:
        eventually(marker.exists, bool, "the first documents", LONGEST)
        time.sleep(random.Random(7).uniform(0, 0.5))  # the moment is the input
    finally:
        child.kill()
        child.wait()


def test_the_end_of_a_run_deletes_its_documents_and_says_what_remains(bench: Bench, stack: Stack, prefix: str) -> None:
    bench.spec(met(), sending(bench, 2)[1], more=uses())
    ended = bench.run()
    assert (count(stack, ALL, prefix), count(stack, DELETIONS, prefix)) == (0, 4), ended.text
    (left,) = ended.dossier["run"]["left_behind"]
    assert left == f"Accounts that no call deletes; their addresses begin with {prefix}: 2"
    assert left in (ended.results / "dossier" / "index.html").read_text(encoding="utf-8")
    assert bench.countersign("verify", str(bench.results)).status == 0
    assert entries(bench) == []


def test_documents_of_a_killed_run_are_deleted_as_their_owners_would(bench: Bench, stack: Stack, prefix: str) -> None:
    killed_while_sending(bench, **KEY)
    assert count(stack, ALL, prefix)
    cleaned = bench.countersign("clean", **KEY)
    assert (cleaned.status, count(stack, ALL, prefix)) == (0, 0), cleaned.text
    assert count(stack, DELETIONS, prefix) == count(stack, ACCEPTED, prefix)
    assert "Accounts that no call deletes" in cleaned.text
    assert entries(bench) == []


def test_the_next_run_deletes_documents_of_a_killed_one(bench: Bench, stack: Stack, prefix: str) -> None:
    killed_while_sending(bench, **KEY)
    bench.spec(met(), more=READY)
    ended = bench.robot(**KEY)
    assert count(stack, ALL, prefix) == 0, ended.text
    assert "Accounts that no call deletes" in ended.dossier["run"]["left_behind"][0]
    assert entries(bench) == []


def test_what_cannot_be_undone_is_reported_with_instructions_and_touches_no_verdict(
    bench: Bench, stack: Stack, prefix: str
) -> None:
    killed_while_sending(bench)  # without a key, the passwords died with the run
    assert count(stack, ALL, prefix)
    cleaned = bench.countersign("clean")
    assert (cleaned.status, count(stack, DELETIONS, prefix)) == (1, 0)
    assert count(stack, ALL, prefix) == count(stack, ACCEPTED, prefix)
    assert "COUNTERSIGN_PASSWORD_KEY made the password" in cleaned.text
    assert f"By hand: sign in as {prefix}" in cleaned.text
    bench.describe(start={"kind": "running", "addresses": {"api": stack.urls["api"]}}, guard={"prefix": "another-"})
    bench.spec(met(), more=READY)
    ended = bench.robot()
    assert ended.decision == "GO", ended.text
    assert any(line.startswith("Left behind in embedded: ") for line in ended.dossier["run"]["left_behind"])
    assert entries(bench)


def test_in_a_lent_account_only_documents_with_the_mark_of_the_run_are_deleted(
    bench: Bench, stack: Stack, prefix: str
) -> None:
    owner = Person(stack.urls["api"])
    own = [owner.upload(generate(f"{prefix} own {number}", pages=1)).document_id for number in range(2)]
    bench.describe(sign_in={"way": "given", "token_variables": ["CHILD_TOKEN"]})
    killed_while_sending(bench, CHILD_TOKEN=owner.token)
    names = {document["filename"] for document in owner.http.get("/api/v2/documents").json()["documents"]}
    assert len(names) > 2
    assert len([name for name in names if name.startswith(prefix)]) == len(names) - 2
    cleaned = bench.countersign("clean", CHILD_TOKEN=owner.token)
    assert cleaned.status == 0, cleaned.text
    left = owner.http.get("/api/v2/documents").json()["documents"]
    assert sorted(document["document_id"] for document in left) == sorted(own)


def test_no_secret_is_in_the_ledger(bench: Bench, stack: Stack, prefix: str) -> None:
    killed_while_sending(bench, **KEY, DATABASE_URL=stack.database, JWT_SECRET=stack.secrets["JWT_SECRET"])
    (path,) = entries(bench)
    text = path.read_text(encoding="utf-8")
    emails = [line["undo"]["email"] for line in map(json.loads, text.split("\n")[1:]) if line.get("kind") == "account"]
    accounts = place_of(load(str(bench.environment))).accounts
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*next(iter(KEY.items())))
        passwords = [accounts.password_of(email) for email in emails]
    assert passwords
    httpx.post(
        stack.urls["api"] + "/login", json={"email": emails[0], "password": passwords[0]}, timeout=60
    ).raise_for_status()  # these are the passwords, so that not finding them says something
    for secret in [*passwords, *KEY.values(), *stack.secrets.values(), "eyJ"]:
        assert secret not in text
    bench.countersign("clean", **KEY)
