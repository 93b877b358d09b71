"""An embedded stack that is not running: its logs are given, and no proxy stands between its services."""

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from keywords.basics.errors import TestBedError
from keywords.stacks import command_line
from keywords.stacks.conditions import Conditions
from keywords.stacks.embedded import Embedded
from keywords.stacks.protocol import Ability

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def line(seconds: float, job: str) -> str:
    return json.dumps({"ts": (NOON + timedelta(seconds=seconds)).isoformat(), "job_id": job, "message": "claimed"})


EARLY, AT_NOON, LATE = line(-1, "job-1"), line(0, "job-2"), line(1, "job-1")
NO_JSON, NO_TIME = "Traceback of job-2", json.dumps({"message": "job-1 has no time"})
NO_ZONE = json.dumps({"ts": "2026-11-01T11:00:00", "job_id": "job-3"})
LINES = [EARLY, AT_NOON, NO_JSON, NO_TIME, NO_ZONE, LATE]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What the command line was asked, instead of a stack that writes these lines."""
    asked = list[tuple[str, ...]]()

    def command(*arguments: str, home: str | None = None) -> subprocess.CompletedProcess[str]:
        asked.append((*arguments, str(home)))
        return subprocess.CompletedProcess(arguments, 0, "\n".join(LINES) + "\n", "")

    monkeypatch.setattr(command_line, "command", command)
    return asked


@pytest.fixture
def stack(asked: list[tuple[str, ...]]) -> Embedded:
    return Embedded("run-1", "/tmp/stacks")


def test_all_lines_of_one_process_are_read_from_the_stack(stack: Embedded, asked: list[tuple[str, ...]]) -> None:
    assert stack.logs("worker-1") == LINES
    assert asked == [("logs", "worker-1", "--name", "run-1", "/tmp/stacks")]


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (["job-1"], [EARLY, NO_TIME, LATE]),
        (["job-2"], [AT_NOON, NO_JSON]),
        (["job-1", "job-3"], [EARLY, NO_TIME, NO_ZONE, LATE]),
        (["job-9"], []),
        ([], LINES),
    ],
)
def test_lines_with_any_of_the_ids_are_kept(stack: Embedded, ids: list[str], found: list[str]) -> None:
    assert stack.logs("worker-1", ids) == found


def test_lines_since_a_time_are_kept_with_those_whose_time_is_unknown(stack: Embedded) -> None:
    assert stack.logs("worker-1", since=NOON) == [AT_NOON, NO_JSON, NO_TIME, NO_ZONE, LATE]
    assert stack.logs("worker-1", since=NOON + timedelta(hours=1)) == [NO_JSON, NO_TIME, NO_ZONE]
    assert stack.logs("worker-1", since=NOON - timedelta(hours=1)) == LINES


def test_both_conditions_hold_at_once(stack: Embedded) -> None:
    assert stack.logs("worker-1", ["job-1"], NOON) == [NO_TIME, LATE]


def test_no_link_can_be_spoilt_if_no_proxy_stands_between_the_services() -> None:
    plain = Embedded("plain")
    assert "nothing stands between the services of the stack plain" in plain.cannot(Ability.NETWORK)
    assert [plain.cannot(ability) for ability in Ability if ability is not Ability.NETWORK] == [""] * (len(Ability) - 1)
    with pytest.raises(TestBedError, match="nothing stands between api and the others"):
        plain.spoil("api", Conditions(silent=True))
    with pytest.raises(TestBedError, match="nothing stands between api and worker"):
        plain.spoil("worker:api", Conditions(silent=True))
    plain.mend("api")  # harmless
    assert plain.touched("api") == 0
