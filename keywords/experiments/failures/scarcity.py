"""Scarcity: a full disk, or too little memory, processor time, handles or connections."""

from uuid import uuid4

from keywords.basics.errors import Inconclusive
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.experiments.failures.breaking import (
    SLOW_MODEL,
    SLOW_PARSER,
    SLOWER_PARSER,
    Breaking,
    enough_done,
    observe_work_during,
    undergo,
)
from keywords.experiments.failures.outage import REMOVED
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import OUTAGE, TOLERATED
from keywords.figures.outage_record import OUT_OF_MEMORY, OutageRecord
from keywords.running.catalogue import experiment, informs
from keywords.world import World

ENDED = ("processes that ended",)
SCARCITY = (*OUTAGE, *ENDED)
NOTHING_LEFT = (*REMOVED, *ENDED)
KEPT_WAITING = informs("processes that ended", "a process without time does not end; rows judge what it still does")
MAY_END = informs("processes that ended", "a worker that runs out of memory may end; its jobs may not")
SHARE = 0.05  # of a processor
API_SHARE, DATABASE_SHARE = 0.1, 0.2
LEFT = 20  # connections that are free before the fault
LONG = 120  # pages, whose vectors need more memory than a worker holds
SLOWEST_MODEL = Fault("weather", "openai", {"latency_ms": 4000})  # the fault takes seconds, and workers still wait then
WATCHED = ("api", "worker")


@experiment("a full storage disk", NOTHING_LEFT, apart=True, fault="room storage")
def storage_full(world: World) -> None:
    """The storage is on a small disk that fills up under load and is then cleared."""
    short_of(world, Breaking(Fault("room", "storage"), (SLOWER_PARSER,), in_hand=6), Fault("disk", "storage"))


@experiment("a full database disk", NOTHING_LEFT, apart=True, fault="room postgres")
def database_full(world: World) -> None:
    """The database is on a small disk that fills up under load and is then cleared."""
    short_of(world, Breaking(Fault("room", "postgres"), (SLOW_MODEL,)), Fault("disk", "postgres"))


@experiment("no free database connection", NOTHING_LEFT, apart=True, fault="connections postgres", left_before=LEFT)
def no_connection(world: World) -> None:
    """Another client, which holds most database connections, takes all of them under load and then closes them."""
    most = Fault("connections", "postgres", {"left": LEFT})
    short_of(world, Breaking(Fault("connections", "postgres"), (SLOWEST_MODEL,), in_hand=6), most)


@experiment("workers short of memory", (*OUTAGE, MAY_END), apart=True, fault="memory worker", pages=LONG)
def no_memory(world: World) -> None:
    """No worker may use more memory when the vectors of a long document arrive, until the limit is lifted."""
    long = generate(str(uuid4()), pages=LONG)
    record = short_of(world, Breaking(Fault("memory", "worker"), (SLOWEST_MODEL,), long=long))
    codes = {event.code for event in record.records.events}
    if OUT_OF_MEMORY not in codes and not record.taken_over():
        raise Inconclusive(f"no worker ran out of memory; the events name {codes}")


@experiment(
    "workers short of processor time", (*TOLERATED, KEPT_WAITING), apart=True, fault="processor worker", share=SHARE
)
def no_processor_time(world: World) -> None:
    """Every worker gets a twentieth of its time while it holds documents."""
    throttled = Fault("processor", "worker", {"share": SHARE})
    observe_work_during(short_of(world, Breaking(throttled, (SLOW_MODEL,), until=enough_done(throttled))))


@experiment(
    "API and database short of processor time",
    (*TOLERATED, KEPT_WAITING),
    apart=True,
    fault="processor api",
    under="processor postgres",
    shares={"api": API_SHARE, "postgres": DATABASE_SHARE},
)
def no_processor_time_for_others(world: World) -> None:
    """The API gets a tenth of its time and the database a fifth, while workers hold documents and users go on."""
    throttled, slow = Fault("processor", "api", {"share": API_SHARE}), {"share": DATABASE_SHARE}
    under = (SLOW_MODEL, Fault("processor", "postgres", slow))
    observe_work_during(short_of(world, Breaking(throttled, under, until=enough_done(throttled))))


@experiment("the API out of file handles", SCARCITY, apart=True, fault="handles api")
def no_handle(world: World) -> None:
    """The API may open no further file or connection under load."""
    short_of(world, Breaking(Fault("handles", "api"), (SLOW_PARSER,)))


def short_of(world: World, breaking: Breaking, *before: Fault) -> OutageRecord:
    """Observe an outage on a prepared stack, and whether it ended a process of the API or a worker."""
    with world.lent() as here, injected(here, *before):
        alive = processes(here)
        record = undergo(here, breaking)
        left = processes(here)
        count("processes that ended", [Case.judged(f"process {pid} of the {alive[pid]}", pid in left) for pid in alive])
    return record


def processes(here: World) -> dict[int, str]:
    """The service of each process of the API and the workers."""
    return {process.pid: service for service in WATCHED for process in here.stack.processes(service)}
