"""An outage: users work on a stack while something breaks there and heals, and then everything is judged."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually
from keywords.contract.histories import names, rules
from keywords.contract.history_reader import moment, read
from keywords.contract.people import Person, Uploaded
from keywords.contract.place import Place
from keywords.contract.storage import BUCKETS, Storage
from keywords.evidence.observing import draw
from keywords.figures.outage_figures import observe
from keywords.figures.outage_record import (
    Answer,
    Health,
    Look,
    OutageRecord,
    Times,
    documents_with,
    events_since,
    signs,
    timeline,
)
from keywords.history.judging import Accepted, Group, History, Records, Stored, judge
from keywords.history.records import DEADLETTER
from keywords.safety.guard import Load
from keywords.users.users import EXPECTED_LOAD, Seen, look_at_readiness, users
from keywords.world import World

BEFORE, AFTER = 4, 2  # documents sent before it breaks, and accepted once all is well again
SENDING_SECONDS = 120


@dataclass(frozen=True)
class Step:
    """One thing that was done in an outage."""

    name: str
    began: float
    ended: float


class Outage:
    """One outage, step by step. What was done stands in `steps`, in its order.

    >>> outage = Outage(here, "worker")
    >>> with outage.users_at_work():
    ...     outage.breaks()
    ...     with injected(here, Fault("stop", "worker")):
    ...         ...  # wait until it bites
    ...         outage.heals()
    >>> record = outage.judged()
    """

    def __init__(self, here: World, service: str, *, removed: bool = False, users: int = 1) -> None:
        """The outage of a `service`, which is `removed` or only ill, among so many users."""
        self.here, self.service, self.removed = here, service, removed
        self.steps: list[Step] = []
        self.people: list[tuple[Person, Seen]] = []
        self.broke = self.healing = self.well = 0.0
        self.began: datetime = moment(here.database())
        self._users = users

    # In its order

    @contextmanager
    def users_at_work(self) -> Iterator[None]:
        """Everything is ready and users are at work; after the block all is well again and every document has ended."""
        self.steady("everything is ready")
        self.here.guard.allow(
            Load(
                self._users * EXPECTED_LOAD.requests_per_second,
                self._users * EXPECTED_LOAD.users,
                EXPECTED_LOAD.seconds,
            )
        )
        with self._drawn_even_if_it_breaks_off(), ExitStack() as at_work:
            with self.step("users begin to work"):
                for number, person in enumerate([self.here.person() for _ in range(self._users)]):
                    name = f"{self.began.timestamp()}-{number}"
                    self.people.append((person, at_work.enter_context(users(self.here, person, name, BEFORE))))
            self.sends(BEFORE)
            yield
            self.steady("everything is ready again")
            self.well = time.time()
            self.sends(len(self.uploads) + AFTER)
        with self.step("every document ends"):
            for person, seen in self.people:
                person.wait_for_ends(seen.uploads)

    def sends(self, documents: int) -> None:
        """Wait until the users have sent so many documents."""
        with self.step(f"users have sent {documents} documents"):
            eventually(lambda: len(self.uploads), lambda sent: sent >= documents, "documents", SENDING_SECONDS)

    def breaks(self) -> None:
        """Something breaks from now on."""
        self.broke = time.time()
        for _, seen in self.people:
            seen.broke = self.broke

    def heals(self, at: float | None = None) -> None:
        """Healing begins now, or began at a moment: recovery counts from there."""
        self.healing = time.time() if at is None else at

    def steady(self, step: str) -> None:
        with self.step(step):
            steady(self.here)

    def judged(self, bitten: Counter[str] | None = None) -> OutageRecord:
        """Judge the history, observe all of OUTAGE, and draw the timeline."""
        records = everything_since(self.here, self.uploads, self.began)
        times = Times(self.began.timestamp(), self.broke, self.healing, self.well, time.time())
        history = judged(self.here, records)
        record = OutageRecord(
            self.service, self.removed, times, self.answers, self.looks, records, history, self.health
        )
        observe(record, bitten or signs(self.answers, events_since(records.events, self.broke), 0, self.broke))
        draw(timeline(records, self.here.environment.stages, times))
        return record

    # What the users have seen

    @property
    def uploads(self) -> list[Uploaded]:
        return [uploaded for _, seen in self.people for uploaded in seen.uploads]

    @property
    def answers(self) -> list[Answer]:
        return sorted((answer for _, seen in self.people for answer in seen.answers), key=lambda answer: answer.at)

    @property
    def looks(self) -> list[Look]:
        return sorted((look for _, seen in self.people for look in seen.looks), key=lambda look: look.at)

    @property
    def health(self) -> list[Health]:
        return sorted((health for _, seen in self.people for health in seen.health), key=lambda health: health.at)

    # How

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Put what is done within the block among the steps, also if it fails."""
        began = time.time()
        try:
            yield
        finally:
            self.steps.append(Step(name, began, time.time()))

    @contextmanager
    def _drawn_even_if_it_breaks_off(self) -> Iterator[None]:
        """Draw the timeline even if the experiment breaks off."""
        try:
            yield
        except Exception:
            ended = time.time()
            with suppress(Exception):  # the first error is the one to report
                records = everything_since(self.here, self.uploads, self.began)
                times = Times(self.began.timestamp(), self.broke or ended, ended, ended, ended)
                draw(timeline(records, self.here.environment.stages, times))
            raise


def steady(here: World) -> None:
    """Wait until readiness reports every dependency as available."""
    if here.environment.has("ready"):
        eventually(lambda: look_at_readiness(here), lambda look: bool(look and look.well), "all to be ready")


def everything_since(place: Place, uploads: Sequence[Uploaded], began: datetime) -> Records:
    """Everything on the stack since the beginning, including what no one asked for; no one else works there."""
    accepted = [Accepted(one.job_id, one.document_id, one.user_id, one.at) for one in uploads]
    objects = stored(place, uploads)
    return read(place.database(), accepted, names=names(place.environment), since=began, stored=objects)


def stored(place: Place, uploads: Sequence[Uploaded]) -> list[Stored] | None:
    """The objects in the users' folders; each is named after its document."""
    if not place.environment.has("storage"):
        return None
    documents = {one.document_id for one in uploads}
    users = {one.user_id for one in uploads}
    with Storage(place) as storage:
        found = [(bucket, name) for user in users for bucket in BUCKETS for name in storage.names(bucket, user)]
    owners = {name: next((each for each in documents if each in name), name) for _, name in found}
    return [Stored(bucket, name, owners[name]) for bucket, name in found]


def judged(place: Place, records: Records) -> History:
    """The history judged with patience: a machine that has just lost a service records its retries late."""
    held = rules(place)
    return judge(records, replace(held, tolerance_s=max(held.tolerance_s, held.backoff_base_s / 2)))


def patience(place: Place) -> float:
    """The seconds for which a job's retries last. After that the pipeline may give a document up."""
    held = rules(place)
    return sum(held.wait_s(retry) for retry in range(1, held.max_retries + 1))


def rightly_given_up(place: Place, record: OutageRecord, seconds: float) -> None:
    """Inconclusive if a part was away for longer than retries last and documents were given up within their bounds."""
    dead = any(job.state == DEADLETTER for job in record.records.jobs)
    if seconds > patience(place) and dead and not documents_with(record.history, Group.UNRESTRAINED):
        last = f"retries last {patience(place):g} s"
        raise Inconclusive(f"a part was away for {seconds:.1f} s on this machine; {last}")
