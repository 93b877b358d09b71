"""What is read out of the services' logs: which lines are JSON or hold a secret, which times are true and in UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from keywords.basics import secrets
from keywords.diagnosis import service_logs

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_lines_are_of_their_service_and_what_is_not_json_is_known() -> None:
    lines = service_logs.lines_of("api", '{"level": "info", "status": 200}\n\nTraceback: not JSON\n[1]\n')
    assert [line.content for line in lines] == [{"level": "info", "status": 200}, None, None]
    assert [line.told("status") for line in lines] == ["200", "", ""]


def test_processes_are_of_services() -> None:
    assert [service_logs.service_of(name) for name in ("worker-12", "api", "api-1")] == ["worker", "api", "api"]


def test_each_secret_in_the_lines_is_counted_whether_it_is_known_or_only_looks_like_one() -> None:
    secrets.remember(["correct horse battery"])
    lines = service_logs.lines_of("api", "said correct horse battery\neyJabcdefgh1.eyJabcdefgh2.abcdefgh3\nno\n")
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
