"""An outage: users work on a stack while something breaks and heals, and then everything is judged."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import reduce

from keywords.basics.waiting import eventually
from keywords.contract.histories import names, rules
from keywords.contract.history_reader import moment, read
from keywords.contract.people import Person, Uploaded
from keywords.contract.place import Place
from keywords.contract.storage import BUCKETS, Storage
from keywords.evidence.observing import draw
from keywords.evidence.steps import step
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE, REPORTS, observe
from keywords.figures.outage_record import (
    ENOUGH,
    Answer,
    Health,
    Look,
    OutageRecord,
    Times,
    events_since,
    signs,
    timeline,
)
from keywords.figures.own_clock import OwnClock, ahead_of
from keywords.history.judging import Accepted, History, Records, Stored, judge
from keywords.running.catalogue import control
from keywords.safety.guard import Load
from keywords.users.users import (
    EXPECTED_LOAD,
    PAUSE_SECONDS,
    Seen,
    look_at_readiness,
    user_at_work,
    watch_until_all_have_ended,
)
from keywords.world import World

BEFORE, AFTER = 4, 2  # documents sent before the break, and accepted after the recovery
SENDING_SECONDS = 120
# Of a service that readiness looks at, and that nobody can use. If hardly any document needed it, nothing recovered.
REMOVED = (*OUTAGE, *REPORTS, control("unfinished documents at the healing", f">= {ENOUGH} documents"))


class Outage:
    """One outage, step by step.

    >>> outage = Outage(here, "worker")
    >>> with outage.users_at_work():
    ...     outage.breaks()
    ...     with injected(here, Fault("stop", "worker")):
    ...         ...  # wait until it bites
    ...         outage.heals()
    >>> record = outage.judged()
    """

    def __init__(
        self,
        here: World,
        service: str,
        *,
        removed: bool = False,
        refusing: Sequence[str] = (),
        users: int = 1,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        """The outage of a `service`, `removed` or only impaired, while users upload, with a `pause` in between.

        Other services may be `refusing` calls meanwhile.
        """
        self.here, self.service, self.removed, self.refusing = here, service, removed, refusing
        self.people: list[tuple[Person, Seen]] = []
        self.broke = self.healing = self.recovered = 0.0
        self.struck = 0.0  # when the fault was wholly in force; a fault may take a while to strike
        before = time.time()
        self.record: OutageRecord | None = None  # once it is judged
        self.began: datetime = moment(here.database())
        self.ahead = ahead_of(before, self.began, time.time())
        self._users, self._pause = users, pause

    # In order

    @contextmanager
    def users_at_work(self) -> Iterator[None]:
        """Users work during the block, from a steady stack until it is steady again and every document has ended."""
        self.steady("Wait until everything is ready")
        rate, people = EXPECTED_LOAD.requests_per_second, EXPECTED_LOAD.users
        self.here.guard.allow(Load(self._users * rate, self._users * people, EXPECTED_LOAD.seconds))
        with self._drawn_even_if_it_breaks_off(), ExitStack() as at_work:
            with step("Users begin to work", self._users):
                for number, person in enumerate([self.here.person() for _ in range(self._users)]):
                    name = f"{self.began.timestamp()}-{number}"
                    at_it = user_at_work(self.here, person, name, BEFORE, self._pause)
                    self.people.append((person, at_work.enter_context(at_it)))
            self.wait_until_sent(BEFORE)
            yield
            if not self.recovered:
                self.ready_again()
        with step("Wait for the end of every document", len(self.uploads)):
            for person, seen in self.people:
                watch_until_all_have_ended(person, seen)

    def ready_again(self) -> None:
        """Wait until everything is ready, and users have sent more documents since."""
        self.steady("Wait until everything is ready again")
        self.recovered = time.time()
        self.wait_until_sent(len(self.uploads) + AFTER)

    def wait_until_sent(self, documents: int) -> None:
        with step("Wait until users have sent documents", documents):
            eventually(lambda: len(self.uploads), lambda sent: sent >= documents, "documents", SENDING_SECONDS)

    def meets(self, fault: Fault, at: float, refusing: Sequence[str] = ()) -> None:
        """This fault struck at the given time."""
        self.service, self.removed, self.refusing = fault.service, fault.removes, refusing
        self.breaks(at)

    def strikes(self, service: str) -> None:
        """Something strikes a service from now on, perhaps again and again."""
        self.service = service
        self.breaks()

    def breaks(self, at: float | None = None) -> None:
        """The break is now, or was at the given time."""
        self.broke = time.time() if at is None else at
        for _, seen in self.people:
            seen.broke = self.broke

    def heals(self, at: float | None = None) -> None:
        """Healing begins now, or began at the given time; recovery counts from it."""
        self.healing = time.time() if at is None else at

    def steady(self, sentence: str) -> None:
        """Wait until readiness reports every dependency as available."""
        with step(sentence):
            steady(self.here)

    def judged(self, found: Counter[str] | None = None) -> OutageRecord:
        """Judge the history, observe all of OUTAGE, note the signs that were found, and draw the timeline."""
        records = everything_since(self.here, self.uploads, self.began)
        began = self.began.timestamp()
        times = Times(began, self.broke, self.healing, self.recovered, time.time(), self.struck)
        with step("Judge the history") as done:
            history = judged(self.here, records)
            done.saw(f"{len(history.violations)} violations")
        waits_out = self.here.environment.promises.waits_out_seconds
        seen = self.answers, self.looks, records, history, self.health
        record = OutageRecord(
            self.service, self.removed, times, *seen, waits_out, self.refusing, self.clock, self.ahead
        )
        observe(record, found or signs(self.answers, events_since(records.events, self.broke), 0, self.broke))
        draw(timeline(records, self.here.environment.stages, times))
        self.record = record
        return record

    # What the users have seen

    @property
    def uploads(self) -> list[Uploaded]:
        return [uploaded for _, seen in self.people for uploaded in seen.uploads]

    @property
    def answers(self) -> list[Answer]:
        return sorted((answer for _, seen in self.people for answer in seen.answers), key=lambda answer: answer.at)

    @property
    def clock(self) -> OwnClock:
        return reduce(OwnClock.joined, (seen.clock for _, seen in self.people), OwnClock())

    @property
    def looks(self) -> list[Look]:
        return sorted((look for _, seen in self.people for look in seen.looks), key=lambda look: look.at)

    @property
    def health(self) -> list[Health]:
        return sorted((health for _, seen in self.people for health in seen.health), key=lambda health: health.at)

    # Details

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
        eventually(lambda: look_at_readiness(here), lambda look: bool(look and look.all_clear), "readiness")


def everything_since(place: Place, uploads: Sequence[Uploaded], began: datetime) -> Records:
    """Everything on the stack since the beginning, where no other experiment works; also what no user asked for."""
    accepted = [Accepted(one.job_id, one.document_id, one.user_id, one.at) for one in uploads]
    objects = stored(place, uploads)
    return read(place.database(), accepted, names=names(place.environment), since=began, stored=objects)


def stored(place: Place, uploads: Sequence[Uploaded]) -> list[Stored] | None:
    """The objects in the users' folders, each with the document in its name."""
    if not place.environment.has("storage"):
        return None
    documents = {one.document_id for one in uploads}
    users = {one.user_id for one in uploads}
    with Storage(place) as storage:
        found = [(bucket, name) for user in users for bucket in BUCKETS for name in storage.names(bucket, user)]
    owners = {name: next((each for each in documents if each in name), name) for _, name in found}
    return [Stored(bucket, name, owners[name]) for bucket, name in found]


def judged(place: Place, records: Records) -> History:
    """Judge the history with tolerance: a machine that has just lost a service records its retries late."""
    held = rules(place)
    return judge(records, replace(held, tolerance_s=max(held.tolerance_s, held.backoff_base_s / 2)))
