"""Rules over what became of each job: it exists, a client asked for it, it ended once, and its end is explained."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from keywords.history.records import (
    ACTIVE,
    DEADLETTER,
    DONE,
    ERROR,
    FINALIZED,
    STATES,
    TYPES,
    End,
    Event,
    JobHistory,
    Kind,
    Rules,
    Violation,
    instant,
)

JobRule = Callable[[JobHistory, Rules], Iterator[Violation]]
SENTENCE = re.compile(r"(?=.*[^\W\d_])\S+\s.*[.!?]", re.DOTALL)
TRACE = "Traceback (most recent call last)"


def job_exists(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if history.accepted and not history.deleted and not history.jobs:
        yield history.violation(Kind.JOB_MISSING, "the job that the client was promised", "none")


def job_is_unique(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if len(history.jobs) > 1:
        yield history.violation(Kind.JOB_TWICE, "one job with this id", len(history.jobs))


def job_was_requested(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if history.accepted is None and history.job:
        seen = f"one in state {history.job.state} that no client asked for"
        yield history.violation(Kind.JOB_UNEXPECTED, "only jobs that a client asked for", seen)


def events_have_a_job(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if history.accepted is None and not history.jobs:
        seen = f"{len(history.events)} of a job that does not exist"
        yield history.violation(Kind.EVENT_UNEXPECTED, "only events of known jobs", seen)


def job_belongs_to_its_document(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    for job in history.jobs:
        if history.accepted and job.document_id != history.accepted.document_id:
            expected = f"a job of document {history.accepted.document_id}"
            yield history.violation(Kind.WRONG_DOCUMENT, expected, f"a job of document {job.document_id}")
    stray = next((event for event in history.events if event.document_id != history.document_id), None)
    if stray:
        seen = f"event {stray.event_id} of document {stray.document_id}"
        yield history.violation(Kind.WRONG_DOCUMENT, f"events of document {history.document_id}", seen)


def job_belongs_to_its_user(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    user = history.accepted.user_id if history.accepted else ""
    for job in history.jobs:
        if user and job.user_id not in (None, user):
            yield history.violation(Kind.WRONG_USER, f"a job of user {user}", f"a job of user {job.user_id}")


def job_has_ended(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    job = history.job
    if history.accepted is None or history.deleted or job is None:
        return
    if job.state not in (DONE, DEADLETTER):
        yield history.violation(Kind.END_MISSING, "an end", f"the job in state {job.state} at stage {job.stage}")
    elif rules.events_told and not _ends(history, rules)[-1]:
        yield history.violation(Kind.END_MISSING, f"an event that reports the end {job.state}", "none")


def job_ended_once(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    ends = max(_ends(history, rules), key=len)
    if len(ends) > 1:
        yield history.violation(Kind.END_TWICE, "one end", f"{len(ends)}: {', then '.join(map(_end, ends))}")


def job_ended_as_expected(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    accepted, job = history.accepted, history.job
    if accepted is None or history.deleted or job is None or job.state not in (DONE, DEADLETTER):
        return
    if accepted.end is not None and job.state != accepted.end:
        why = f" ({job.error_code})" if job.error_code else ""
        yield history.violation(Kind.END_UNEXPECTED, f"the end {accepted.end.value}", f"{job.state}{why}")
    for end in _ends(history, rules)[-1][:1]:
        if end.state is not None and end.state != job.state:
            yield history.violation(Kind.END_UNEXPECTED, f"events that report the job's end {job.state}", end.state)


def nothing_follows_the_end(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    end: Event | None = None
    for event in history.events:
        if event.type == FINALIZED:
            end = event
        elif end:
            if rules.is_by_hand(event) and end.state != DONE:
                end = None
            else:
                yield history.violation(Kind.WORK_AFTER_END, f"nothing after the end {_end(end)}", event)
                return


def dead_letter_is_explained(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    """By an allowed code and a sentence, both in the job as clients see it and in its events."""
    for where, code, message in dict.fromkeys(_explanations(history)):
        if not code:
            yield history.violation(Kind.DEADLETTER_UNEXPLAINED, "a dead letter with a code", f"none in {where}")
        elif rules.codes is not None and code not in rules.codes:
            allowed = ", ".join(sorted(rules.codes))
            yield history.violation(Kind.CODE_NOT_ALLOWED, f"one of the codes {allowed}", f"{code} in {where}")
        if not message or TRACE in message or not SENTENCE.fullmatch(message.strip()):
            expected = "a dead letter with a sentence that a person understands"
            yield history.violation(Kind.DEADLETTER_UNEXPLAINED, expected, f"{message!r:.200} in {where}")


def _explanations(history: JobHistory) -> Iterator[tuple[str, str | None, str | None]]:
    """Each explanation of a dead letter: where it stands, its code and its message."""
    if history.job and history.job.state == DEADLETTER:
        yield "its job", history.job.error_code, history.job.error_message
    failure: Event | None = None
    for event in history.events:
        if event.type == ERROR:
            failure = event
        elif event.type == FINALIZED and event.state == DEADLETTER:
            explaining = event if event.code or not failure else failure
            yield "its events", explaining.code, explaining.message


def deleted_job_rests(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if history.deleted and history.job and history.job.state in ACTIVE:
        seen = f"its job in state {history.job.state}"
        yield history.violation(Kind.LEFT_AFTER_DELETION, "no work on a deleted document", seen)


def events_are_unique(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    known = set[str]()
    if len({event.event_id for event in history.events}) == len(history.events):
        return
    for event in history.events:
        if event.event_id in known:
            yield history.violation(Kind.EVENT_TWICE, "each event once", f"{event} again")
        known.add(event.event_id)


def words_are_known(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    for job in history.jobs:
        if job.state not in STATES:
            yield history.violation(Kind.WORD_UNKNOWN, "a state of the contract", repr(job.state))
        if job.stage and job.stage not in rules.stages:
            yield history.violation(Kind.WORD_UNKNOWN, "a stage of the pipeline", repr(job.stage))
    for event in history.events:
        if event.type not in TYPES:
            seen = f"{event.type!r} (event {event.event_id})"
            yield history.violation(Kind.WORD_UNKNOWN, "an event of a known type", seen)
        if event.stage is not None and event.stage not in rules.stages:
            seen = f"{event.stage!r} (event {event.event_id})"
            yield history.violation(Kind.WORD_UNKNOWN, "an event of a known stage", seen)


def times_have_zones(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    without = list[tuple[str, datetime]]()
    for job in history.jobs:
        named = {"created_at": job.created_at, "started_at": job.started_at, "finished_at": job.finished_at}
        without += [(f"{name} of the job", at) for name, at in named.items() if at and not at.tzinfo]
    without += [(f"event {event.event_id}", event.at) for event in history.events if not event.at.tzinfo]
    for name, at in without[:1]:
        yield history.violation(Kind.TIME_WITHOUT_ZONE, "times with a zone", f"{at.isoformat()} for {name}")


def times_run_forward(history: JobHistory, _rules: Rules) -> Iterator[Violation]:
    before, name_before = None, ""
    if history.job:
        before, name_before = instant(history.job.created_at), "the job's creation"
        for name, at in (("start", history.job.started_at), ("finish", history.job.finished_at)):
            if at and instant(at) < before:
                expected = f"the job's {name} after {name_before} at {before.isoformat()}"
                yield history.violation(Kind.TIME_BACKWARDS, expected, at.isoformat())
                break
    for event in history.events:
        at = instant(event.at)
        if before is not None and at < before:
            expected = f"event {event.event_id} after {name_before} at {before.isoformat()}"
            yield history.violation(Kind.TIME_BACKWARDS, expected, at.isoformat())
            return
        before, name_before = at, f"event {event.event_id}"


def times_are_past(history: JobHistory, rules: Rules) -> Iterator[Violation]:
    if history.read_at is None:
        return
    last = max((instant(event.at) for event in history.events), default=None)
    if last and (last - instant(history.read_at)).total_seconds() > rules.tolerance_s:
        expected = f"no event later than {history.read_at.isoformat()}, when the history was read"
        yield history.violation(Kind.TIME_IN_FUTURE, expected, f"one at {last.isoformat()}")


def _ends(history: JobHistory, rules: Rules) -> list[list[Event]]:
    """The reported ends of each attempt. A retry by hand begins a new attempt."""
    attempts: list[list[Event]] = [[]]
    for event in history.events:
        if event.type == FINALIZED:
            attempts[-1].append(event)
        elif rules.is_by_hand(event):
            attempts.append([])
    return attempts


def _end(event: Event) -> str:
    return f"{event.state or 'without a state'} (event {event.event_id})"


JOB_RULES: tuple[JobRule, ...] = (
    job_exists,
    job_is_unique,
    job_was_requested,
    events_have_a_job,
    job_belongs_to_its_document,
    job_belongs_to_its_user,
    job_has_ended,
    job_ended_once,
    job_ended_as_expected,
    nothing_follows_the_end,
    dead_letter_is_explained,
    deleted_job_rests,
    events_are_unique,
    words_are_known,
    times_have_zones,
    times_run_forward,
    times_are_past,
)
assert {DONE, DEADLETTER} <= set(End)  # noqa: S101 (a job's state is compared with the expected end)
