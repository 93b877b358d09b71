"""Reading the logs of the services: which lines are JSON or hold a secret, which times are true and in UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from keywords.basics import secrets
from keywords.diagnosis import service_logs
from keywords.stacks.services import service_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_each_line_knows_its_service_and_whether_it_is_json() -> None:
    lines = service_logs.lines_of("api", ['{"level": "info", "status": 200}', "", "Traceback: not JSON", "[1]"])
    assert {line.service for line in lines} == {"api"}
    assert [line.content for line in lines] == [{"level": "info", "status": 200}, None, None]
    assert [line.value("status") for line in lines] == ["200", "", ""]


def test_processes_belong_to_services() -> None:
    assert [service_of(name) for name in ("worker-12", "api", "api-1")] == ["worker", "api", "api"]


def test_known_secrets_and_anything_that_looks_like_a_token_are_counted() -> None:
    secrets.remember(["correct horse battery"])
    said = ["said correct horse battery", "eyJabcdefgh1.eyJabcdefgh2.abcdefgh3", "no"]
    lines = service_logs.lines_of("api", said)
    assert service_logs.secrets_in(lines) == 2
    assert service_logs.secrets_in(lines[2:]) == 0


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-03-01T12:00:00Z", True),
        ("2026-03-01T12:00:00.123+00:00", True),
        ("2026-03-01T13:00:00+01:00", False),  # true, and not in UTC
        ("2026-03-01T14:00:00Z", False),  # in UTC, and not true
        ("2026-03-01T12:00:00", False),
        ("noon", False),
    ],
)
def test_a_time_is_in_utc_and_true(text: str, good: bool) -> None:
    assert service_logs.in_utc(text, NOON - HOUR, NOON + HOUR) is good
