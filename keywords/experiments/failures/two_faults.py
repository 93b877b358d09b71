"""Webhooks that arrive while the database is away, so that nobody can store them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.figures.outage_record import OutageRecord
from keywords.stacks.protocol import Stack

SENT_AGAIN_SECONDS = 20  # longer than the pauses in which a webhook is sent again


def observe_webhooks(record: OutageRecord, stack: Stack) -> None:
    """Observe which webhooks were accepted while the database was away; inconclusive if none arrived.

    One that was refused is in the log once it was taken, which may be seconds after the database is back.
    """

    def answered() -> list[Case]:
        sent = [line for line in log_lines(stack, "llamaparse") if line.get("message") == "webhook"]
        return answered_while_away(record, sent)

    if not (cases := poll(answered, bool, SENT_AGAIN_SECONDS)):
        raise Inconclusive("no webhook arrived while the database was away")
    detail = f"{sum(case.ok for case in cases)} were refused and sent again"
    count("webhooks accepted without a database", cases, detail=detail)


def answered_while_away(record: OutageRecord, sent: Sequence[Mapping[str, Any]]) -> list[Case]:
    """A case for each webhook that had to be sent again, or (which is wrong) was accepted at once without a database.

    The database was certainly away from the first refusal of a user until the healing.
    """
    times, refused = record.times, min((answer.ended for answer in record.refusals()), default=None)
    cases = []
    for line in sent:
        at = datetime.fromisoformat(line["ts"]).timestamp()
        again = at >= times.broke and line["attempts"] > 1
        at_once = line["attempts"] == 1 and str(line["outcome"]).startswith("2")
        if again or (at_once and refused is not None and refused <= at <= times.healing):
            seen = f"{line['outcome']} at {line['ts']} after {line['attempts']} attempts"
            cases.append(Case.judged("a webhook", again, "sent again", seen, parser_job=line.get("job_id")))
    return cases


def log_lines(stack: Stack, process: str) -> Iterator[dict[str, Any]]:
    for line in stack.logs(process):
        if line.startswith("{"):
            yield json.loads(line)
