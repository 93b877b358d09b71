"""The bad days of those whom the pipeline asks for work: every way in which their answers can be none."""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import at_last, eventually
from keywords.contract import simulators
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, share
from keywords.experiments.documents.outcomes import found, note_ends, plain, share_of_facts
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.fault import Fault, struck
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
OF_ANY: Days = {
    "hanging": {"mode": "hang"},
    "malformed": {"mode": "malformed"},
    "truncated": {"mode": "truncated"},
    "busy": {"error_rate": 1.0, "error_status": 429},
}
OF_THE_PARSER: Days = {**OF_ANY, "another document's": {"mode": "another_document"}}
OF_THE_MODEL: Days = {**OF_ANY, "short vectors": {"vectors": "short"}}
ASKED_SECONDS = 3  # longer than the pipeline would wait by itself
PATIENT: Mapping[str, Any] = {"error_rate": 1.0, "error_status": 429, "retry_after": ASKED_SECONDS}
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


@experiment("bad answers from the parser", BAD_DAYS, apart=True, days=[*OF_THE_PARSER, "asks for patience"], each=EACH)
def of_the_parser(world: World) -> None:
    """LlamaParse hangs, answers nonsense, half an answer, another document's, or has too much to do."""
    with world.lent() as here:
        bad_days(here, "llamaparse", OF_THE_PARSER)


@experiment("bad answers from the model", BAD_DAYS, apart=True, days=[*OF_THE_MODEL, "asks for patience"], each=EACH)
def of_the_model(world: World) -> None:
    """OpenAI hangs, answers nonsense, half an answer, vectors that are too short, or has too much to do."""
    with world.lent() as here:
        bad_days(here, "openai", OF_THE_MODEL)


def bad_days(here: World, provider: str, days: Days) -> None:
    """One day follows the other as soon as the documents of the first have met it; each has documents of its own."""
    steady(here)
    person, began = here.person(), moment(here.database())
    met, touched = list[list[Uploaded]](), dict[str, int]()
    for name, how in days.items():
        uploads, touched[name], left = day(here, person, name, Fault("weather", provider, dict(how)))
        met.append(uploads)
        if name == "hanging":
            count("documents stuck on a hung provider", left, of=EACH)
    if missed := [name for name, count in touched.items() if not count]:
        raise Inconclusive(f"no answer of the {provider} was touched on a day that was {' or '.join(missed)}")
    figure("non-answers", sum(touched.values()), of=EACH * len(days), detail=str(touched))
    person.wait_for_ends(chain(*met))
    met.append(asks_for_patience(here, person, provider))
    uploads = list(chain(*met))
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    texts_of(person, uploads)
    records = everything_since(here, uploads, began)
    reasons_of(records)
    bounds_of(here, records)
    on_a_fair_day(here, person, [first for first, *_ in met])


def day(here: World, person: Person, name: str, fault: Fault) -> tuple[list[Uploaded], int, set[str]]:
    """Documents that have met it, how many answers it touched, and the jobs that have not met it for long.

    What becomes of them is seen later.
    """
    with injected(here, fault):
        uploads = send(person, name)
        left = at_last(lambda: unmet(here, person, uploads), lambda left: not left, NOTICE_SECONDS)
        return uploads, struck(here.stack, fault), left


def send(person: Person, name: str) -> list[Uploaded]:
    documents = [generate(f"{person.user_id} {name} {n}", pages=1, paragraphs=3) for n in range(EACH)]
    with ThreadPoolExecutor(EACH) as pool:
        return list(pool.map(person.upload, documents))


def unmet(world: World, person: Person, uploads: Sequence[Uploaded]) -> set[str]:
    """The jobs that have not been tried again, and have not ended either."""
    under_way = {str(job["job_id"]) for job in person.jobs() if not job["finished_at"]}
    return under_way.intersection(one.job_id for one in uploads) - {event.job_id for event in retries(world, uploads)}


def retries(world: World, uploads: Sequence[Uploaded]) -> list[Event]:
    return [event for event in events_of(world, uploads) if event.type == RETRY]


def asks_for_patience(here: World, person: Person, provider: str) -> list[Uploaded]:
    """Everything is quiet; it says when to come again; observe whether anybody comes sooner."""
    before = requests(here, provider)
    with injected(here, Fault("weather", provider, dict(PATIENT))):
        uploads = send(person, "asks for patience")
        refused = eventually(
            lambda: retries(here, uploads),
            lambda seen: {event.job_id for event in seen} == {one.job_id for one in uploads},
            "both documents to be refused",
        )
    until = min(event.at.timestamp() for event in refused) + ASKED_SECONDS
    asked, at = at_last(
        lambda: (requests(here, provider) - before, time.time()),
        lambda seen: seen[0] > EACH or seen[1] >= until,
        2 * ASKED_SECONDS,
    )
    early = asked - EACH if at < until else 0
    figure("requests sent before the retry time", early, of=EACH)
    return uploads


def requests(world: World, provider: str) -> int:
    """How often a provider was asked so far."""
    return sum(int(call["count"]) for call in simulators.calls(world, provider)["calls"].values())


def texts_of(person: Person, uploads: Sequence[Uploaded]) -> None:
    """Observe whether each text has the facts of its document, and of no other."""
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


def reasons_of(records: Records) -> None:
    """Observe whether what went wrong is told by a reason of its own, and not as something that went wrong."""
    noted = [event for event in records.events if event.type == RETRY]
    silent = [event.event_id for event in noted if event.code in GENERIC or " " not in (event.message or "")]
    share("failures with a specific reason", silent, of=noted)
    codes = sorted({str(event.code) for event in noted})
    count("distinct failure reasons", codes, of=noted)


def bounds_of(world: World, records: Records) -> None:
    held = judged(world, records)
    observe_history(held)
    bad, again = documents_with(held, Group.UNRESTRAINED), [event for event in records.events if event.type == RETRY]
    count("documents with retry violations", bad, of=again)


def on_a_fair_day(world: World, person: Person, uploads: Iterable[Uploaded]) -> None:
    """Observe whether a document costs somebody else the same when nothing goes wrong: no work was charged twice."""
    other = world.person()
    pairs = [(mine, other.upload(mine.document)) for mine in uploads]
    ends = [
        (float(person.job(mine.job_id)["cost_cents"]), float(other.wait_for_end(theirs)["cost_cents"]))
        for mine, theirs in pairs
    ]
    differ = [f"{mine:g} cents, then {theirs:g}" for mine, theirs in ends if mine != theirs]
    count("documents whose cost the faults changed", differ, of=[mine for mine, _ in ends if mine])
