"""Two faults at once: the pipeline must survive together what it survives alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.experiments.failures.breaking import SLOW_MODEL, SLOWER_PARSER, Breaking, undergo
from keywords.experiments.failures.outage import REMOVED
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE
from keywords.figures.outage_record import LOST, OutageRecord
from keywords.running.catalogue import experiment
from keywords.stacks.protocol import Stack
from keywords.world import World

BUSY_MODEL = Fault("weather", "openai", {"error_rate": 1.0, "error_status": 429, "retry_after": 1.0})
BUSY = "embedder_rate_limited"
LATE_WEBHOOKS = Fault("weather", "llamaparse", {"webhook": "late", "webhook_delay_ms": 1500})
SILENT_PARSER = Fault("network", "llamaparse", {"silent": True})


@experiment(
    "the database away while webhooks arrive",
    (*REMOVED, "webhooks accepted without a database"),
    apart=True,
    fault="stop postgres",
    under=["weather llamaparse", "weather openai"],
)
def database_away_with_webhooks(world: World) -> None:
    """The database is stopped while workers hold jobs and webhooks of the parser arrive, which no one can store."""
    with world.lent() as here:
        record = undergo(here, Breaking(Fault("stop", "postgres"), (SLOW_MODEL, LATE_WEBHOOKS), in_hand=2))
        sent = [line for line in log_lines(here.stack, "llamaparse") if line.get("message") == "webhook"]
    if not (cases := answered_while_away(record, sent)):
        raise Inconclusive("no webhook arrived while the database was away")
    detail = f"{sum(case.ok for case in cases)} were refused and sent again"
    count("webhooks accepted without a database", cases, detail=detail)


@experiment(
    "the storage away while the model rate-limits",
    REMOVED,
    apart=True,
    long=True,
    fault="stop storage",
    under="weather openai",
)
def storage_away_and_model_busy(world: World) -> None:
    """The storage is stopped while parsed texts go to it, and the model answers 429 to the documents that follow."""
    with world.lent() as here:
        stopped = Fault("stop", "storage")
        codes = [BUSY, "storage_unavailable"]
        undergo(here, Breaking(stopped, (BUSY_MODEL, SLOWER_PARSER), already=[BUSY], codes=codes))


@experiment(
    "the workers killed while the parser is silent",
    OUTAGE,
    apart=True,
    fault="kill worker",
    under="network llamaparse",
)
def workers_killed_and_parser_silent(world: World) -> None:
    """Every worker is killed while it waits for the parser, and so do the workers that replace them."""
    with world.lent() as here:
        undergo(here, Breaking(Fault("kill", "worker"), (SILENT_PARSER,), codes=[LOST]))


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
