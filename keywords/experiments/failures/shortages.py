"""What a shortage does to the processes of the API and the workers."""

from collections.abc import Mapping

from keywords.basics.errors import Inconclusive
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.figures.outage_record import OUT_OF_MEMORY, OutageRecord
from keywords.world import World

WATCHED = ("api", "worker")


def processes(here: World) -> dict[int, str]:
    """The service of each process of the API and the workers."""
    return {process.pid: service for service in WATCHED for process in here.stack.processes(service)}


def observe_ended(here: World, alive: Mapping[int, str]) -> None:
    """Observe which of the processes that were alive have ended."""
    left = processes(here)
    count("processes that ended", [Case.judged(f"process {pid} of the {alive[pid]}", pid in left) for pid in alive])


def inconclusive_without_effect(record: OutageRecord) -> None:
    """Inconclusive if no worker ran out of memory."""
    codes = {event.code for event in record.records.events}
    if OUT_OF_MEMORY not in codes and not record.taken_over():
        raise Inconclusive(f"no worker ran out of memory; the events name {codes}")
