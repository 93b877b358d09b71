"""Rules over what became of each job: it is there, it was asked for, it ended once, and its end is explained."""

import re
from collections.abc import Callable, Iterator

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


def job_is_there(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if one.accepted and not one.deleted and not one.jobs:
        yield one.violation(Kind.JOB_MISSING, "expected the job that the client was told of, saw none")


def job_is_there_once(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if len(one.jobs) > 1:
        yield one.violation(Kind.JOB_TWICE, f"expected one job of this id, saw {len(one.jobs)}")


def job_was_asked_for(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if one.accepted is None and one.job:
        seen = f"expected only jobs that a client was told of, saw one in state {one.job.state} that nobody asked for"
        yield one.violation(Kind.JOB_UNEXPECTED, seen)


def events_have_a_job(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if one.accepted is None and not one.jobs:
        yield one.violation(
            Kind.EVENT_UNEXPECTED, f"expected events of known jobs only, saw {len(one.events)} of a job that is not"
        )


def job_is_of_its_document(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    for job in one.jobs:
        if one.accepted and job.document_id != one.accepted.document_id:
            yield one.violation(
                Kind.WRONG_DOCUMENT,
                f"expected the job of document {one.accepted.document_id}, saw that of {job.document_id}",
            )
    stray = next((event for event in one.events if event.document_id != one.document_id), None)
    if stray:
        yield one.violation(
            Kind.WRONG_DOCUMENT,
            f"expected events of document {one.document_id}, saw event {stray.event_id} of {stray.document_id}",
        )


def job_is_of_its_user(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    for job in one.jobs:
        if one.accepted and one.accepted.user_id and job.user_id not in (None, one.accepted.user_id):
            yield one.violation(
                Kind.WRONG_USER, f"expected the job of user {one.accepted.user_id}, saw that of {job.user_id}"
            )


def job_has_ended(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    if one.accepted is None or one.deleted or one.job is None:
        return
    if one.job.state not in (DONE, DEADLETTER):
        yield one.violation(
            Kind.END_MISSING, f"expected an end, saw the job in state {one.job.state} at stage {one.job.stage}"
        )
    elif rules.events_told and not _ends(one, rules)[-1]:
        yield one.violation(Kind.END_MISSING, f"expected an event that tells the end {one.job.state}, saw none")


def job_ended_once(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    most = max(_ends(one, rules), key=len)
    if len(most) > 1:
        yield one.violation(
            Kind.END_TWICE, f"expected one end, saw {len(most)}: " + ", then ".join(_told(end) for end in most)
        )


def job_ended_as_expected(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    if one.accepted is None or one.deleted or one.job is None or one.job.state not in (DONE, DEADLETTER):
        return
    if one.accepted.end is not None and one.job.state != one.accepted.end:
        why = f" ({one.job.error_code})" if one.job.error_code else ""
        yield one.violation(Kind.END_UNEXPECTED, f"expected the end {one.accepted.end.value}, saw {one.job.state}{why}")
    for end in _ends(one, rules)[-1][:1]:
        if end.state is not None and end.state != one.job.state:
            yield one.violation(
                Kind.END_UNEXPECTED, f"expected events to tell the job's end {one.job.state}, saw {end.state} told"
            )


def nothing_follows_the_end(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    end: Event | None = None
    for event in one.events:
        if event.type == FINALIZED:
            end = event
        elif end:
            if rules.is_by_hand(event) and end.state != DONE:
                end = None
            else:
                yield one.violation(
                    Kind.WORK_AFTER_END,
                    f"expected nothing after the end {_told(end)}, saw {event.type} (event {event.event_id})",
                )
                return


def dead_letter_is_explained(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    """A code that is allowed, and a sentence: in the job as clients see it, and in its events."""
    seen: list[tuple[str, str | None, str | None]] = []
    if one.job and one.job.state == DEADLETTER:
        seen.append(("its job", one.job.error_code, one.job.error_message))
    failure: Event | None = None
    for event in one.events:
        if event.type == ERROR:
            failure = event
        elif event.type == FINALIZED and event.state == DEADLETTER:
            told = event if event.code or not failure else failure
            seen.append(("its events", told.code, told.message))
    for where, code, message in dict.fromkeys(seen):
        if not code:
            yield one.violation(Kind.DEADLETTER_UNEXPLAINED, f"expected a dead letter with a code, saw none in {where}")
        elif rules.codes is not None and code not in rules.codes:
            allowed = ", ".join(sorted(rules.codes))
            yield one.violation(Kind.CODE_NOT_ALLOWED, f"expected one of the codes {allowed}, saw {code} in {where}")
        if not message or TRACE in message or not SENTENCE.fullmatch(message.strip()):
            yield one.violation(
                Kind.DEADLETTER_UNEXPLAINED,
                f"expected a dead letter with a sentence that a person understands, saw {message!r:.200} in {where}",
            )


def deleted_job_rests(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    if one.deleted and one.job and one.job.state in ACTIVE:
        yield one.violation(
            Kind.LEFT_AFTER_DELETION, f"expected no work on a deleted document, saw its job in state {one.job.state}"
        )


def events_are_told_once(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    ids = {event.event_id for event in one.events}
    if len(ids) < len(one.events):
        unseen = set(ids)
        for event in one.events:
            if event.event_id in unseen:
                unseen.remove(event.event_id)
            else:
                yield one.violation(
                    Kind.EVENT_TWICE, f"expected each event once, saw event {event.event_id} ({event.type}) again"
                )


def words_are_known(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    for job in one.jobs:
        if job.state not in STATES:
            yield one.violation(Kind.WORD_UNKNOWN, f"expected a state of the contract, saw {job.state!r}")
        if job.stage and job.stage not in rules.stages:
            yield one.violation(Kind.WORD_UNKNOWN, f"expected one of the pipeline's stages, saw {job.stage!r}")
    for event in one.events:
        if event.type not in TYPES:
            yield one.violation(
                Kind.WORD_UNKNOWN, f"expected an event of a known type, saw {event.type!r} (event {event.event_id})"
            )
        if event.stage is not None and event.stage not in rules.stages:
            yield one.violation(
                Kind.WORD_UNKNOWN, f"expected events of known stages, saw {event.stage!r} (event {event.event_id})"
            )


def times_have_zones(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    jobs = (
        (f"{name} of the job", at)
        for job in one.jobs
        for name, at in (
            ("created_at", job.created_at),
            ("started_at", job.started_at),
            ("finished_at", job.finished_at),
        )
        if at
    )
    for what, at in (*jobs, *((f"event {event.event_id}", event.at) for event in one.events if not event.at.tzinfo)):
        if at.tzinfo is None:
            yield one.violation(Kind.TIME_WITHOUT_ZONE, f"expected times with a zone, saw {at.isoformat()} for {what}")
            return


def times_run_forward(one: JobHistory, _rules: Rules) -> Iterator[Violation]:
    before, what = None, ""
    if one.job:
        before, what = instant(one.job.created_at), "the job's creation"
        for name, at in (("start", one.job.started_at), ("finish", one.job.finished_at)):
            if at and instant(at) < before:
                yield one.violation(
                    Kind.TIME_BACKWARDS,
                    f"expected the job's {name} after {what} at {before.isoformat()}, saw {at.isoformat()}",
                )
                break
    for event in one.events:
        at = instant(event.at)
        if before is not None and at < before:
            yield one.violation(
                Kind.TIME_BACKWARDS,
                f"expected event {event.event_id} after {what} at {before.isoformat()}, saw {at.isoformat()}",
            )
            return
        before, what = at, f"event {event.event_id}"


def times_have_come(one: JobHistory, rules: Rules) -> Iterator[Violation]:
    if one.read_at is None:
        return
    last = max((instant(event.at) for event in one.events), default=None)
    if last and (last - instant(one.read_at)).total_seconds() > rules.tolerance_s:
        yield one.violation(
            Kind.TIME_IN_FUTURE,
            f"expected no event later than the look at {one.read_at.isoformat()}, saw one at {last.isoformat()}",
        )


def _ends(one: JobHistory, rules: Rules) -> list[list[Event]]:
    """The ends that were told, by attempt: a retry by hand begins a new one."""
    attempts: list[list[Event]] = [[]]
    for event in one.events:
        if event.type == FINALIZED:
            attempts[-1].append(event)
        elif rules.is_by_hand(event):
            attempts.append([])
    return attempts


def _told(end: Event) -> str:
    return f"{end.state or 'of an unnamed state'} (event {end.event_id})"


JOB_RULES: tuple[JobRule, ...] = (
    job_is_there,
    job_is_there_once,
    job_was_asked_for,
    events_have_a_job,
    job_is_of_its_document,
    job_is_of_its_user,
    job_has_ended,
    job_ended_once,
    job_ended_as_expected,
    nothing_follows_the_end,
    dead_letter_is_explained,
    deleted_job_rests,
    events_are_told_once,
    words_are_known,
    times_have_zones,
    times_run_forward,
    times_have_come,
)
assert {DONE, DEADLETTER} <= set(End)  # noqa: S101 (a job's end is compared with the one that was expected)
