"""The bad days of the parser and the model: every way to answer without an answer."""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually, poll
from keywords.contract import simulators
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import found, note_ends, plain, share_of_facts
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.figures.outage_record import documents_with
from keywords.history.judging import Event, Group, Records
from keywords.history.records import RETRY
from keywords.running.catalogue import experiment
from keywords.world import World

EACH = 2
NOTICE_SECONDS = 20
Days = Mapping[str, Mapping[str, Any]]
ANY_PROVIDER: Days = {
    "hanging": {"mode": "hang"},
    "malformed": {"mode": "malformed"},
    "truncated": {"mode": "truncated"},
    "busy": {"error_rate": 1.0, "error_status": 429},
}
PARSER: Days = {**ANY_PROVIDER, "another document's": {"mode": "another_document"}}
MODEL: Days = {**ANY_PROVIDER, "short vectors": {"vectors": "short"}}
WAIT_SECONDS = 3  # longer than the pipeline waits by itself
ASKS_TO_WAIT: Mapping[str, Any] = {"error_rate": 1.0, "error_status": 429, "retry_after": WAIT_SECONDS}
GENERIC = {None, "", "internal_error", "unknown", "error"}

BAD_DAYS = (
    *HISTORY,
    "non-answers",
    "documents embedded",
    "documents with retry violations",
    "failures with a specific reason",
    "distinct failure reasons",
    "facts in the parsed text",
    "facts from other documents",
    "requests sent before the retry time",
    "documents whose cost the faults changed",
    "documents stuck on a hung provider",
    "facts found by search",
)


@experiment("bad answers from the parser", BAD_DAYS, apart=True, days=[*PARSER, "asks for patience"], each=EACH)
def bad_parser(world: World) -> None:
    """LlamaParse hangs, answers nonsense, half an answer or another document's, or is overloaded."""
    with world.lent() as here:
        bad_days(here, "llamaparse", PARSER)


@experiment("bad answers from the model", BAD_DAYS, apart=True, days=[*MODEL, "asks for patience"], each=EACH)
def bad_model(world: World) -> None:
    """OpenAI hangs, answers nonsense, half an answer or vectors that are too short, or is overloaded."""
    with world.lent() as here:
        bad_days(here, "openai", MODEL)


def bad_days(here: World, provider: str, days: Days) -> None:
    """Each day has its own documents, and ends as soon as they have met it."""
    steady(here)
    person, began = here.person(), moment(here.database())
    sent, answers = list[list[Uploaded]](), dict[str, int]()
    for name, how in days.items():
        uploads, answers[name], stuck = bad_day(here, person, name, Fault("weather", provider, dict(how)))
        sent.append(uploads)
        person.wait_for_ends(uploads)  # the next day begins with a provider that is known to be there
        if name == "hanging":
            count("documents stuck on a hung provider", stuck, of=EACH)
    if missed := [name for name, number in answers.items() if not number]:
        raise Inconclusive(f"no answer of the {provider} was touched on a day that was {' or '.join(missed)}")
    count("non-answers", sum(answers.values()), of=EACH * len(days), detail=str(answers))
    sent.append(asks_to_wait(here, person, provider))
    uploads = list(chain(*sent))
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    observe_texts(person, uploads)
    records = everything_since(here, uploads, began)
    observe_reasons(records)
    observe_bounds(here, records)
    observe_costs(here, person, [first for first, *_ in sent])


@step("Let a bad day pass", "{name}")
def bad_day(here: World, person: Person, name: str, fault: Fault) -> tuple[list[Uploaded], int, set[str]]:
    """The documents of one day, how many answers the fault touched, and the jobs that are stuck after a while."""
    with injected(here, fault):
        uploads = send(person, name)
        stuck = poll(lambda: stuck_jobs(here, person, uploads), lambda jobs: not jobs, NOTICE_SECONDS)
        return uploads, touched(here.stack, fault), stuck


@step("Upload documents at once", "{name}")
def send(person: Person, name: str) -> list[Uploaded]:
    documents = [generate(f"{person.user_id} {name} {n}", pages=1, paragraphs=3) for n in range(EACH)]
    with ThreadPoolExecutor(EACH) as pool:
        return list(pool.map(person.upload, documents))


def stuck_jobs(world: World, person: Person, uploads: Sequence[Uploaded]) -> set[str]:
    """The jobs that were never retried and have not ended."""
    in_progress = {str(job["job_id"]) for job in person.jobs() if not job["finished_at"]}
    retried = {event.job_id for event in retries(events_of(world, uploads))}
    return in_progress.intersection(one.job_id for one in uploads) - retried


def retries(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.type == RETRY]


def asks_to_wait(here: World, person: Person, provider: str) -> list[Uploaded]:
    """Observe whether a provider that names a time to retry is called sooner."""
    before = requests(here, provider)
    with injected(here, Fault("weather", provider, dict(ASKS_TO_WAIT))):
        uploads = send(person, "asks for patience")
        refused = eventually(
            lambda: retries(events_of(here, uploads)),
            lambda events: {event.job_id for event in events} == {one.job_id for one in uploads},
            "both documents to be refused",
        )
    until = min(event.at.timestamp() for event in refused) + WAIT_SECONDS
    asked, at = poll(
        lambda: (requests(here, provider) - before, time.time()),
        lambda seen: seen[0] > EACH or seen[1] >= until,
        2 * WAIT_SECONDS,
    )
    count("requests sent before the retry time", asked - EACH if at < until else 0, of=EACH)
    return uploads


def requests(world: World, provider: str) -> int:
    """The number of calls to a provider so far."""
    return sum(int(call["count"]) for call in simulators.calls(world, provider)["calls"].values())


@step("Compare the parsed texts with the planted facts")
def observe_texts(person: Person, uploads: Sequence[Uploaded]) -> None:
    """Observe whether each text contains the facts of its own document, and of no other."""
    texts = {one.document_id: plain(person.content(one.document_id)) for one in uploads}
    planted = [(one.document_id, fact) for one in uploads for fact in one.document.facts]
    lost = [fact.sentence for document_id, fact in planted if fact.answer not in texts[document_id]]
    share("facts in the parsed text", lost, of=planted)
    share_of_facts("facts found by search", [fact for _, fact in planted], lambda fact: found(person, fact))
    foreign = [
        f"{fact.sentence} in the text of {document_id}"
        for document_id, text in texts.items()
        for owner, fact in planted
        if owner != document_id and fact.answer in text
    ]
    count("facts from other documents", foreign, of=texts)


def observe_reasons(records: Records) -> None:
    """Observe whether each failure has a code of its own and a sentence."""
    failures = retries(records.events)
    generic = [event.event_id for event in failures if event.code in GENERIC or " " not in (event.message or "")]
    share("failures with a specific reason", generic, of=failures)
    count("distinct failure reasons", {str(event.code) for event in failures}, of=failures)


def observe_bounds(world: World, records: Records) -> None:
    """Observe the history, and whether retries kept within their bounds."""
    history = judged(world, records)
    observe_history(history)
    bad = documents_with(history, Group.UNRESTRAINED)
    count("documents with retry violations", bad, of=retries(records.events))


@step("Compare the costs with a fair day")
def observe_costs(world: World, person: Person, uploads: Iterable[Uploaded]) -> None:
    """Observe whether each document costs another user the same on a fair day, so that no work was charged twice."""
    other = world.person()
    pairs = [(mine, other.upload(mine.document)) for mine in uploads]
    costs = [
        (float(person.job(mine.job_id)["cost_cents"]), float(other.wait_for_end(theirs)["cost_cents"]))
        for mine, theirs in pairs
    ]
    changed = [f"{mine:g} cents, then {theirs:g}" for mine, theirs in costs if mine != theirs]
    count("documents whose cost the faults changed", changed, of=[mine for mine, _ in costs if mine])
