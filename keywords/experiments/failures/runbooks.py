"""Recovery by hand: something breaks, and the exact commands of its runbook repair it."""

import time
from collections.abc import Mapping, Sequence

from keywords.basics.errors import Absent
from keywords.basics.threads import Pool
from keywords.basics.waiting import eventually
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import note, share, timing
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import ended
from keywords.experiments.failures.breaking import SLOW_MODEL, SLOW_PARSER, SLOWER_PARSER, in_hand
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.disks import BALLAST
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.history.records import DONE
from keywords.runbooks import manual
from keywords.runbooks.manual import MEND, OVER, Done, Step
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS = 4
STEPS = ("runbook steps that worked",)
BY_HAND = (*HISTORY, *STEPS, "documents recovered", "manual recovery time")


@experiment("the database repaired by hand", BY_HAND, apart=True, runbook="database_away.md", fault="stop postgres")
def database(world: World) -> None:
    """The database is stopped with documents in hand; a person follows the runbook."""
    by_the_book(world, "database_away", Fault("stop", "postgres"))


@experiment("the storage repaired by hand", BY_HAND, apart=True, runbook="storage_away.md", fault="stop storage")
def storage(world: World) -> None:
    """The storage is stopped with documents in hand; a person follows the runbook."""
    by_the_book(world, "storage_away", Fault("stop", "storage"), under=SLOW_PARSER)


@experiment("a full disk cleared by hand", BY_HAND, apart=True, runbook="disk_full.md", fault="room storage")
def disk(world: World) -> None:
    """The disk of the storage is full to the last byte; a person follows the runbook."""
    with world.lent() as here:
        clear(here)
        data = here.stack.data("storage")
        where = placeholders(here, DATA=str(data), RUBBISH=str(data / BALLAST))
        with injected(here, Fault("disk", "storage")):
            recover(here, "disk_full", [Fault("room", "storage")], where, SLOWER_PARSER)


@experiment("a provider outage repaired by hand", BY_HAND, apart=True, runbook="provider_away.md", fault="stop openai")
def provider(world: World) -> None:
    """OpenAI is stopped with documents in hand; a person follows the runbook."""
    by_the_book(world, "provider_away", Fault("stop", "openai"))


@experiment("the workers restarted by hand", BY_HAND, apart=True, runbook="workers_dead.md", fault="stop worker")
def workers(world: World) -> None:
    """Every worker is stopped and stays away; a person follows the runbook."""
    by_the_book(world, "workers_dead", Fault("stop", "worker"))


@experiment(
    "several services restarted by hand",
    BY_HAND,
    apart=True,
    runbook="several_away.md",
    faults=["stop postgres", "stop storage", "stop api"],
)
def several(world: World) -> None:
    """Database, storage and API are stopped with documents in hand; a person follows the runbook."""
    faults = [Fault("stop", service) for service in ("api", "storage", "postgres")]
    by_the_book(world, "several_away", *faults)


def by_the_book(world: World, name: str, *faults: Fault, under: Fault = SLOW_MODEL) -> None:
    """Break something, and see, repair and check it by the runbook of this name. Observe all of BY_HAND."""
    with world.lent() as here:
        clear(here)
        recover(here, name, faults, placeholders(here), under)


def recover(here: World, name: str, faults: Sequence[Fault], where: Mapping[str, str], under: Fault) -> None:
    """Strike with these faults while workers hold documents, which another fault slows down, and recover."""
    book = manual.read(name)
    steady(here)
    person, began = here.person(), moment(here.database())
    with injected(here, under):
        uploads = send(person, f"{name} {began}")
        eventually(lambda: in_hand(person), lambda count: count >= 1, "documents to be in hand")
        with injected(here, *faults):
            done, mending = mend(book, where)
    observe_steps(book, done)
    if not manual.all_good(done):
        raise Absent("the runbook did not work; a recovery after it has another cause")
    ends = [person.wait_for_end(uploaded) for uploaded in uploads]
    seconds, recovered = time.time() - mending, any(job["state"] == DONE for job in ends)
    share("documents recovered", [ended(job) for job in ends])
    timing("manual recovery time", [seconds] if recovered else [])
    observe_history(judged(here, everything_since(here, uploads, began)), [one.ids for one in uploads])


@step("Follow the runbook")
def mend(book: Sequence[Step], where: Mapping[str, str]) -> tuple[list[Done], float]:
    """Carry out a runbook; returns its steps, and when the repair began, which is after the problem was seen."""
    done, mending = manual.see(book, where), time.time()
    if manual.all_good(done):
        done += manual.carry_out([*manual.steps_in(MEND, book), *manual.steps_in(OVER, book)], where)
    return done, mending


@step("Delete all documents of the stack")
def clear(here: World) -> None:
    """Delete what other experiments have left, because some runbooks take up everything that they find."""
    here.stack.reset()


@step("Upload documents at once", "{name}")
def send(person: Person, name: str) -> list[Uploaded]:
    with Pool(DOCUMENTS) as pool:
        return list(pool.map(lambda n: person.upload(generate(f"{name} {n}", pages=1)), range(DOCUMENTS)))


def placeholders(here: World, **more: str) -> Mapping[str, str]:
    """The values for the placeholders of a runbook on this stack."""
    return {"STACK": here.stack.name, "API": here.address("api"), **more}


def observe_steps(book: Sequence[Step], done: Sequence[Done]) -> None:
    """Observe all of STEPS: the share of the runbook's steps that were carried out and succeeded."""
    note("runbook steps carried out", "; ".join(each.step.command.strip() for each in done))
    cases = [
        Case.of(each.step.command, 0, each.status) if each.good else Case.judged(str(each), False) for each in done
    ]
    left = [Case.judged(step.command, False, "carried out", "not reached") for step in book[len(done) :]]
    share("runbook steps that worked", [*cases, *left])
