"""The bad days of the parser and the model: every way to answer without an answer."""

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from keywords.basics.errors import Inconclusive
from keywords.basics.threads import Pool
from keywords.basics.waiting import eventually, poll
from keywords.contract import simulators
from keywords.contract.histories import events_of
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Planted, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure, share
from keywords.evidence.steps import step
from keywords.experiments.documents.facts import in_text
from keywords.experiments.documents.outcomes import plain
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.faults.fault import Fault, touched
from keywords.figures.job_cases import event_ids, known_jobs
from keywords.figures.outage_figures import observe_history, observe_retries
from keywords.history.judging import Event, Records
from keywords.history.records import RETRY
from keywords.world import World

EACH = 2
NOTICE_SECONDS = 20
GENERIC = {None, "", "internal_error", "unknown", "error"}


class BadDays:
    """Days on which a provider answers without an answer. Each has documents of its own, which a user sends."""

    def __init__(self, here: World, provider: str) -> None:
        steady(here)
        self.here, self.provider = here, provider
        self.person, self.began = here.person(), moment(here.database())
        self.sent: list[list[Uploaded]] = []  # on each day
        self.stuck: set[str] = set()  # jobs of the last day
        self.answers: dict[str, int] = {}  # that were none, by day
        self.asked = 0  # calls of the provider before the last day

    @property
    def today(self) -> list[Uploaded]:
        return self.sent[-1]

    @property
    def uploads(self) -> list[Uploaded]:
        return list(chain(*self.sent))

    @property
    def records(self) -> Records:
        """Everything that the pipeline wrote since the first day began."""
        return everything_since(self.here, self.uploads, self.began)

    def send(self, name: str) -> None:
        """A new day, and its documents."""
        self.asked = requests(self.here, self.provider)
        self.sent.append(send(self.person, name))

    def meet(self, name: str, fault: Fault) -> None:
        """Wait until each document of the day was retried or has ended; count the answers that the fault touched."""
        self.stuck = poll(lambda: stuck_jobs(self.here, self.person, self.today), lambda jobs: not jobs, NOTICE_SECONDS)
        self.answers[name] = touched(self.here.stack, fault)

    def observe_stuck(self) -> None:
        """Observe which documents of the last day waited for an answer without end."""
        cases = [Case.judged("a document on that day", one.job_id not in self.stuck, **one.ids) for one in self.today]
        count("documents stuck on a hung provider", cases)

    def observe_answers(self) -> None:
        """Observe how many answers were none; inconclusive if there was a day without any."""
        if missed := [name for name, number in self.answers.items() if not number]:
            raise Inconclusive(f"no answer of the {self.provider} was touched on a day that was {' or '.join(missed)}")
        measure("non-answers", list(self.answers.values()), by=sum, detail=str(self.answers))

    def observe_patience(self, seconds: float) -> None:
        """Observe whether a provider that asked the day's documents to wait for so long is called sooner."""
        uploads = self.today
        refused = eventually(
            lambda: retries(events_of(self.here, uploads)),
            lambda events: {event.job_id for event in events} == {one.job_id for one in uploads},
            "both documents to be refused",
        )
        until = min(event.at.timestamp() for event in refused) + seconds
        asked, at = poll(
            lambda: (requests(self.here, self.provider) - self.asked, time.time()),
            lambda seen: seen[0] > EACH or seen[1] >= until,
            2 * seconds,
        )
        sooner = f"{until - at:.1f} s before the retry time"
        cases = [Case.judged("a further request", False, seen=sooner)] * (asked - EACH if at < until else 0)
        cases += [Case.judged("a document that was asked to wait", True, **one.ids) for one in uploads]
        count("requests sent before the retry time", cases)


@step("Upload documents at once", "{name}")
def send(person: Person, name: str) -> list[Uploaded]:
    documents = [generate(f"{person.user_id} {name} {n}", pages=1, paragraphs=3) for n in range(EACH)]
    with Pool(EACH) as pool:
        return list(pool.map(person.upload, documents))


def stuck_jobs(world: World, person: Person, uploads: Sequence[Uploaded]) -> set[str]:
    """The jobs that were never retried and have not ended."""
    in_progress = {str(job["job_id"]) for job in person.jobs() if not job["finished_at"]}
    retried = {event.job_id for event in retries(events_of(world, uploads))}
    return in_progress.intersection(one.job_id for one in uploads) - retried


def retries(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.type == RETRY]


def requests(world: World, provider: str) -> int:
    """The number of calls to a provider so far."""
    return sum(int(call["count"]) for call in simulators.calls(world, provider)["calls"].values())


@step("Compare the parsed texts with the planted facts")
def observe_texts(person: Person, uploads: Sequence[Uploaded]) -> None:
    """Observe whether each text contains the facts of its own document, and of no other."""
    texts = {one.document_id: plain(person.content(one.document_id)) for one in uploads}
    planted = [(one, fact) for one in uploads for fact in one.document.facts]
    share("facts in the parsed text", [in_text(fact.answer, texts[one.document_id], one) for one, fact in planted])
    count("facts from other documents", [case for one in uploads for case in foreign(one, texts, planted)])


def foreign(one: Uploaded, texts: Mapping[str, str], planted: Iterable[tuple[Uploaded, Planted]]) -> list[Case]:
    """A case for each fact of another document in the text of this one; if there is none, one good case."""
    text = texts[one.document_id]
    cases = [
        Case.judged("a text", False, f"no fact of document {owner.document_id}", fact.sentence, **one.ids)
        for owner, fact in planted
        if owner.document_id != one.document_id and fact.answer in text
    ]
    return cases or [Case.judged("a text", True, "no fact of another document", **one.ids)]


def observe_reasons(records: Records) -> None:
    """Observe whether each failure has a code of its own and a sentence."""
    failures = retries(records.events)
    cases = [
        Case.judged(
            "a failure",
            event.code not in GENERIC and " " in (event.message or ""),
            "a code of its own and a sentence",
            f"{event.code}: {event.message}",
            **event_ids(records, event),
        )
        for event in failures
    ]
    share("failures with a specific reason", cases)
    first = {str(event.code): event for event in reversed(failures)}
    count("distinct failure reasons", [Case.judged(code, True, **event_ids(records, first[code])) for code in first])


def observe_bounds(world: World, records: Records) -> None:
    """Observe the history, and whether retries kept within their bounds."""
    history = judged(world, records)
    observe_history(history, list(known_jobs(records).values()))
    observe_retries(history, records, {event.document_id for event in retries(records.events)})


@step("Compare the costs with a fair day")
def observe_costs(world: World, person: Person, uploads: Iterable[Uploaded]) -> None:
    """Observe whether each document costs another user the same on a fair day, so that no work was charged twice."""
    other = world.person()
    pairs, cases = [(mine, other.upload(mine.document)) for mine in uploads], Cases()
    for mine, theirs in pairs:
        cost = float(person.job(mine.job_id)["cost_cents"])
        fair = float(other.wait_for_end(theirs)["cost_cents"])
        if cost:  # a job may report no cost
            cases.expect("cost of a document in cents", f"{fair:g}", f"{cost:g}", **mine.ids)
    count("documents whose cost the faults changed", cases)
