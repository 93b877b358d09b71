"""Users at work while one thing after the other is broken, and the course that it comes to."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from keywords.basics.waiting import eventually
from keywords.contract.people import Person, Uploaded
from keywords.evidence.recorder import Inconclusive, recorder
from keywords.experiments.failures.outage import AFTER, BEFORE, everything_since, judged, steady
from keywords.faults.lent_stack import Ground
from keywords.figures.outage_figures import observe
from keywords.figures.outage_record import (
    Answer,
    Course,
    Health,
    Look,
    Times,
    documents_with,
    events_since,
    signs,
    timeline,
)
from keywords.figures.pipeline_history import rules
from keywords.history.judging import Group
from keywords.history.records import DEADLETTER
from keywords.history.source import moment
from keywords.safety.guard import Load
from keywords.users.users import EXPECTED_LOAD, Seen, users
from keywords.world import World


@dataclass
class Crowd:
    """Who is at work on a ground, and what they have seen so far."""

    here: Ground
    people: list[tuple[Person, Seen]] = field(default_factory=list)

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
        return sorted((look for _, seen in self.people for look in seen.health), key=lambda look: look.at)

    def sent(self, documents: int, seconds: float = 120) -> None:
        """Wait until so many have been sent."""
        eventually(lambda: len(self.uploads), lambda count: count >= documents, "documents to be sent", seconds)


def broken_among(here: Ground, size: int, service: str, breaking: Callable[[Crowd], float]) -> Course:
    """Users are at work, things are broken and heal, all come to their end; observe all of OUTAGE.

    `breaking` returns the moment of the last blow, from which recovery counts.
    """
    steady(here.world)
    each = EXPECTED_LOAD
    here.world.guard.allow(Load(size * each.requests_per_second, size * each.users, each.seconds))
    crowd, began = Crowd(here), moment(here.world.database())
    people = [here.world.person() for _ in range(size)]
    with ExitStack() as at_work:
        for number, person in enumerate(people):
            seen = at_work.enter_context(users(here.world, person, f"{began.timestamp()}-{number}", BEFORE))
            crowd.people.append((person, seen))
        crowd.sent(BEFORE)
        broke = time.time()
        last = breaking(crowd)
        steady(here.world)
        well = time.time()
        crowd.sent(len(crowd.uploads) + AFTER)
    for person, seen in crowd.people:
        person.wait_for_ends(seen.uploads)
    records = everything_since(here.world, crowd.uploads, began)
    times = Times(began.timestamp(), broke, last, well, time.time())
    held = judged(here.world, records)
    course = Course(service, False, times, crowd.answers, crowd.looks, records, held, crowd.health)
    observe(course, signs(crowd.answers, events_since(records.events, broke), 0, broke))
    recorder.follow(timeline(records, here.world.environment.stages, times))
    return course


def given_up_rightly(world: World, course: Course, away: float) -> None:
    """What was away for longer than retries last may be given up, if they kept their bounds: then nothing is shown."""
    held = rules(world)
    promised = sum(held.wait_s(retry) for retry in range(1, held.max_retries + 1))
    dead = any(job.state == DEADLETTER for job in course.records.jobs)
    if away > promised and dead and not documents_with(course.history, Group.UNRESTRAINED):
        raise Inconclusive(f"something was away for {away:.1f} s on this machine; retries last {promised:g} s")
