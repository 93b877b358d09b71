"""Outages longer than all retries, on a pipeline as it is shipped: every document waits, and goes on by itself."""

from collections.abc import Callable

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.contract.answers import correlation
from keywords.contract.history_reader import moment
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import share
from keywords.experiments.documents.outcomes import ended
from keywords.experiments.failures.breaking import Breaking, nothing_more, undergo
from keywords.experiments.failures.outage import REMOVED, everything_since, judged, steady
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.job_cases import job_cases
from keywords.figures.outage_figures import HISTORY, observe_attempts, observe_history
from keywords.figures.outage_needs import attempts, held_up_elsewhere
from keywords.figures.outage_record import OutageRecord
from keywords.history.records import DEADLETTER, ERROR
from keywords.running.catalogue import Work, experiment
from keywords.stacks.services import KINDS
from keywords.world import World

SECONDS = 45  # longer than all retries of a document together: 3 + 6 + 12 s, and a quarter
NIGHTLY_SECONDS = 600
IN_HAND = 6  # documents, of the eight that two workers hold
# So slow that workers hold documents at the break, however busy the machine; readiness does not notice.
HELD_BY_MODEL = Fault("weather", "openai", {"latency_ms": 10_000, "paths": ["/v1/embeddings"]})
HELD_BY_PARSER = Fault("weather", "llamaparse", {"latency_ms": 10_000, "paths": ["/api/v2/parse"]})
AT_BREAK, AT_HEALING = 3, 6  # documents that need the service, at least
ON_THE_WAY_SECONDS = 10  # for which a document may be on its way to the service
WENT_ON, SHOWN = "documents that went on without the service", "services shown rightly as waited for"
GAUGE = "breaker_open{service="
CEILING_SECONDS, GIVEN_UP_SECONDS, DOCUMENTS = 4, 40, 4
MODEL_FAILS = Fault("weather", "openai", {"error_rate": 1.0, "error_status": 503})


def long_outage(name: str, service: str, *observes: str, seconds: float = SECONDS) -> Callable[[Work], Work]:
    fault, settings = f"stop {service}", "as shipped"
    return experiment(
        name, (*REMOVED, *observes), apart=True, long=True, fault=fault, seconds=seconds, settings=settings
    )


@long_outage("the parser away for 45 s", "llamaparse", WENT_ON, SHOWN)
def parser(world: World) -> None:
    """LlamaParse is away for longer than all retries of a document; users continue."""
    away(world, "llamaparse", HELD_BY_PARSER, SECONDS)


@long_outage("the model away for 45 s", "openai", WENT_ON, SHOWN)
def model(world: World) -> None:
    """OpenAI is away for longer than all retries of a document; users continue."""
    away(world, "openai", HELD_BY_MODEL, SECONDS)


@long_outage("the storage away for 45 s", "storage", SHOWN)
def storage(world: World) -> None:
    """The storage is away for longer than all retries of a document."""
    away(world, "storage", HELD_BY_PARSER, SECONDS)


@long_outage("the database away for 45 s", "postgres")
def database(world: World) -> None:
    """The database is away for longer than all retries of a document, and than its lease."""
    away(world, "postgres", HELD_BY_MODEL, SECONDS)


@long_outage("the parser away for ten minutes", "llamaparse", WENT_ON, SHOWN, seconds=NIGHTLY_SECONDS)
def parser_at_night(world: World) -> None:
    """LlamaParse is away for ten minutes; users continue."""
    away(world, "llamaparse", HELD_BY_PARSER, NIGHTLY_SECONDS)


def away(world: World, service: str, under: Fault, seconds: float) -> None:
    """Stop a service for so long, and observe all of OUTAGE, and whether others went on and the metrics told it."""
    told = list[Case]()

    def look(here: World) -> None:
        told.extend(shown(here, service))

    with world.as_shipped() as here:
        meanwhile = nothing_more if service == "postgres" else look
        breaking = Breaking(Fault("stop", service), (under,), IN_HAND, seconds=seconds, meanwhile=meanwhile)
        record = undergo(here, breaking)
        if told:
            told.extend(shown(here, ""))
            share(SHOWN, told)
    if KINDS[service].simulated:
        observe_others(record)
    waiting, unfinished = len(record.waiting_at_break()), len(record.unfinished_at_healing())
    if waiting < AT_BREAK or unfinished < AT_HEALING:
        seen = f"{waiting} documents needed the {service} at the break, and {unfinished} had not ended at the healing"
        raise Inconclusive(f"{seen}; it takes {AT_BREAK} and {AT_HEALING}")


def observe_others(record: OutageRecord) -> None:
    """Observe whether documents that were sent during the outage came as far as they can without the service."""
    times = record.times
    until = times.healing - ON_THE_WAY_SECONDS
    sent, held_up = held_up_elsewhere(record.service, record.records, times.broke, until, times.healing)
    share(WENT_ON, job_cases(record.records, "sent during the outage", sent, set(sent) - set(held_up)))


def shown(here: World, away: str) -> list[Case]:
    """A case for each service: whether the metrics show rightly if jobs wait for it, because it is the one away."""
    answer = here.person().call("metrics")
    lines = [line for line in answer.text.splitlines() if line.startswith(GAUGE)]
    seen = {line.split('"')[1]: float(line.split()[-1]) for line in lines}
    expected = {kind.dependency: float(name == away) for name, kind in KINDS.items() if kind.dependency}
    when = f"while the {away} is away" if away else "after the outage"
    ids = correlation(answer)
    return [Case.of(f"{GAUGE}{name}}} {when}", value, seen.get(name), **ids) for name, value in expected.items()]


@experiment(
    "an outage beyond the ceiling",
    (
        *HISTORY,
        "documents given up at the ceiling",
        "dead letters that name the outage",
        "attempts spent on the outage",
        "dead letters recovered by hand",
    ),
    apart=True,
    fault="weather openai",
    ceiling_seconds=CEILING_SECONDS,
)
def beyond_ceiling(world: World) -> None:
    """OpenAI is away for longer than documents may wait; their owner retries them when it is back."""
    with world.as_shipped(outage_ceiling_seconds=CEILING_SECONDS, probe_seconds=1) as here:
        steady(here)
        person, began = here.person(), moment(here.database())
        with injected(here, MODEL_FAILS):
            uploads = [person.upload(generate(f"{began} beyond {n}", pages=1)) for n in range(DOCUMENTS)]
            own = {one.job_id for one in uploads}
            jobs = poll(
                lambda: [job for job in person.jobs() if job["job_id"] in own],
                lambda seen: {job["state"] for job in seen} == {DEADLETTER},
                GIVEN_UP_SECONDS,
            )
        dead = {str(job["job_id"]): job["last_error"]["code"] for job in jobs if job["state"] == DEADLETTER}
        records = everything_since(here, uploads, began)
        given_up = job_cases(records, "a document that waits for the model", own, dead.keys(), DEADLETTER)
        share("documents given up at the ceiling", given_up)
        calls = {event.code for event in records.events if event.type == ERROR and event.state != DEADLETTER}
        gone = [one for one in uploads if one.job_id in dead]
        codes = [(one, dead[one.job_id]) for one in gone]
        what, expected = "the code of a dead letter", "a code of its own for the ceiling"
        named = [Case.judged(what, bool(code) and code not in calls, expected, code, **one.ids) for one, code in codes]
        share("dead letters that name the outage", named)
        observe_attempts(records, own, attempts(records, own, began.timestamp()))
        for job_id in dead:
            person.retry(job_id)
        ends = [person.wait_for_end(uploaded) for uploaded in uploads]
        share("dead letters recovered by hand", [ended(job) for job in ends if job["job_id"] in dead])
        history = judged(here, everything_since(here, uploads, began))
        observe_history(history, [one.ids for one in uploads])
