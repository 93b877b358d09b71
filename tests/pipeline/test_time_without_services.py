"""What happened while a service was away does not count against a document that the parser has."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.settings import Settings
from pipeline.worker.failures import Transient
from pipeline.worker.job import Wait
from pipeline.worker.parser import read_result
from pipeline.worker.stages import parsing

NOW = datetime.now(UTC)


class Notes:
    """A queue that only remembers."""

    def __init__(self) -> None:
        self.remembered: dict[str, str] = {}

    async def resubmitted(self, _job: Any, _parser_job_id: str, remember: dict[str, str]) -> None:
        self.remembered = remember


def submitted_long_ago(waiting_since: datetime | None) -> Any:
    submitted = (NOW - timedelta(hours=2)).isoformat()
    return SimpleNamespace(payload={"submitted_at": submitted}, waiting_since=waiting_since, parser_job_id="p")


async def test_the_parser_has_its_time_again_after_an_outage() -> None:
    queue = Notes()
    tools = cast(Any, SimpleNamespace(settings=Settings(), queue=queue))
    outcome = await parsing._wait(submitted_long_ago(NOW - timedelta(hours=1)), tools)
    assert isinstance(outcome, Wait)
    assert datetime.fromisoformat(queue.remembered["submitted_at"]) >= NOW


async def test_without_an_outage_its_time_is_over() -> None:
    tools = cast(Any, SimpleNamespace(settings=Settings(), queue=Notes()))
    with pytest.raises(Transient, match="parse_timeout"):
        await parsing._wait(submitted_long_ago(None), tools)


@pytest.mark.parametrize(
    ("error", "unfetched"),
    [
        ("SOURCE_UNREADABLE: it answered 503, 3 times", True),
        ("PARSER_FAILED: the parser failed on this document", False),
        ("PDF_DAMAGED: it cannot be read", False),
        (None, False),
    ],
)
def test_a_file_that_the_parser_could_not_fetch_is_told_from_one_that_it_could_not_read(
    error: str | None, unfetched: bool
) -> None:
    answer = read_result({"status": "FAILED", "error_message": error})
    assert answer is not None
    assert answer.unfetched is unfetched
