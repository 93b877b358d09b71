"""Scarcity: a full disk, too little memory, processor time, handles or connections, and what becomes of documents."""

from uuid import uuid4

from keywords.basics.errors import Inconclusive
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.experiments.failures.breaking import Breaking, observe_work_during, one_done, undergo
from keywords.experiments.failures.single_faults import SLOW_MODEL, SLOW_PARSER
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import OUTAGE, PUT_UP_WITH
from keywords.figures.outage_record import OUT_OF_MEMORY, OutageRecord
from keywords.running.catalogue import experiment
from keywords.world import World

ENDED = ("processes that ended",)
SCARCITY = (*OUTAGE, *ENDED)
SHARE = 0.05  # of a processor
LEFT = 20  # connections that are free as long as all is well
LONG = 120  # pages; what comes with its vectors is more than a worker has at hand
SLOWEST_MODEL = Fault("weather", "openai", {"latency_ms": 4000})  # while a limit is set, the vectors are waited for
LOOKED_AT = ("api", "worker")


@experiment("a full storage disk", SCARCITY, apart=True, fault="room storage")
def storage_full(world: World) -> None:
    """The storage lies on a small disk, on which nothing more fits; then there is room again."""
    short_of(world, Breaking(Fault("room", "storage"), (SLOW_PARSER,)), Fault("disk", "storage"))


@experiment("a full database disk", SCARCITY, apart=True, fault="room postgres")
def database_full(world: World) -> None:
    """The database lies on a small disk, on which nothing more fits; then there is room again."""
    short_of(world, Breaking(Fault("room", "postgres"), (SLOW_MODEL,)), Fault("disk", "postgres"))


@experiment("no free database connection", SCARCITY, apart=True, fault="connections postgres", left_before=LEFT)
def no_connection(world: World) -> None:
    """Somebody else, who has most connections of the database already, takes every one under load; then lets go."""
    most = Fault("connections", "postgres", {"left": LEFT})
    short_of(world, Breaking(Fault("connections", "postgres"), (SLOW_MODEL,)), most)


@experiment("workers short of memory", SCARCITY, apart=True, fault="memory worker", pages=LONG)
def no_memory(world: World) -> None:
    """No worker may have more memory than it holds when the vectors of a long document come; then they may again."""
    long = generate(str(uuid4()), pages=LONG)
    record = short_of(world, Breaking(Fault("memory", "worker"), (SLOWEST_MODEL,), long=long))
    codes = {event.code for event in record.records.events}
    if OUT_OF_MEMORY not in codes and not record.taken_over():
        raise Inconclusive(f"no worker was seen to have too little memory; the events tell of {codes}")


@experiment(
    "workers short of processor time", (*PUT_UP_WITH, *ENDED), apart=True, fault="processor worker", share=SHARE
)
def hardly_a_processor(world: World) -> None:
    """Every worker has a twentieth of its time, and documents in hand all the while."""
    throttled = Fault("processor", "worker", {"share": SHARE})
    observe_work_during(short_of(world, Breaking(throttled, (SLOW_MODEL,), until=one_done(throttled))))


@experiment("the API out of file handles", SCARCITY, apart=True, fault="handles api")
def no_handle(world: World) -> None:
    """The API may open no file and no connection more than it has open, under load."""
    short_of(world, Breaking(Fault("handles", "api"), (SLOW_PARSER,)))


def short_of(world: World, breaking: Breaking, *before: Fault) -> OutageRecord:
    """An outage on a prepared stack, and whether it cost any process of the API or the workers its life."""
    with world.lent() as here, injected(here, *before):
        alive = processes(here)
        record = undergo(here, breaking)
        ended = alive - processes(here)
        count("processes that ended", ended, of=alive)
    return record


def processes(here: World) -> set[int]:
    return {process.pid for service in LOOKED_AT for process in here.stack.processes(service)}
