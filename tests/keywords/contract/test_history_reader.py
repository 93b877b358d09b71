"""The history of a real stack is flawless, and every corruption of its rows is found."""

import os
import signal
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from keywords.contract.history_reader import HistoryUnreadable, moment, read
from keywords.documents.bad import not_a_pdf
from keywords.documents.pdf import generate
from keywords.environments.environment import STAGES
from keywords.history.judging import Accepted, End, History, Kind, Rules, judge
from keywords.history.tables import EVENTS, Names, Table
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack
from tests.pipeline.database import sql
from tests.pipeline.jobs import upload_batch
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import weather

RULES = Rules(
    stages=tuple(STAGES),
    backoff_base_s=float(QUICK_AND_GENEROUS["retry_base_seconds"]),
    codes=frozenset(("not_a_pdf",)),
)


@dataclass(frozen=True)
class Past:
    """Four documents and how they ended."""

    database: str
    began: datetime
    accepted: tuple[Accepted, ...]

    @property
    def done(self) -> Accepted:
        return self.accepted[0]

    @property
    def dead(self) -> Accepted:
        return self.accepted[2]

    def judged(self) -> History:
        return judge(read(self.database, self.accepted), RULES)

    def blamed(self, history: History) -> set[tuple[Kind, str | None]]:
        """The violations of these documents; other tests may have uploaded more."""
        mine = {one.job_id for one in self.accepted}
        return {(found.kind, found.job_id) for found in history.violations if found.job_id in mine}


@pytest.fixture(scope="module")
def past(stack: Stack) -> Past:
    person = Person(stack.urls["api"])
    began = moment(stack.database)
    documents = [
        (generate("history-1", pages=3), End.DONE),
        (generate("history-2", pages=1, table=True), End.DONE),
        (not_a_pdf("history-3"), End.DEADLETTER),
        (generate("history-4", pages=1), End.DELETED),
    ]
    accepted = []
    for document, end in documents:
        upload = person.upload(document)
        accepted.append(Accepted(upload.job_id, upload.document_id, person.user_id, datetime.now(UTC), end))
        assert person.ended(upload)["state"] == (End.DEADLETTER if end == End.DEADLETTER else End.DONE)
        if end == End.DELETED:
            assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204
    return Past(stack.database, began, tuple(accepted))


def test_the_history_of_a_sound_pipeline_holds(past: Past) -> None:
    history = past.judged()
    assert history.holds, history.explain()
    seen = history.population
    assert (seen.documents, seen.jobs, seen.objects) == (4, 3, None)
    taken_over = [event for event in read(past.database, past.accepted).events if RULES.is_takeover(event)]
    assert seen.events == 2 * 19 + 3 + len(taken_over)  # a worker may have been too slow to keep a job
    assert seen.claims == seen.events - 3  # all but the API's own
    assert seen.chunks >= 2


def test_a_reading_by_time_finds_unexpected_jobs(past: Past) -> None:
    found = read(past.database, past.accepted, since=past.began)
    mine = {one.document_id for one in past.accepted}
    assert mine >= {job.document_id for job in found.jobs} != set()
    assert not past.blamed(judge(found, RULES))
    fewer = judge(read(past.database, past.accepted[1:], since=past.began), RULES)
    assert past.blamed(fewer) == {(Kind.JOB_UNEXPECTED, past.done.job_id)}


HELD_BY = """
SELECT claimed_by FROM upload_pipeline.upload_jobs
WHERE state = 'working' AND stage = 'embedding' AND job_id = ANY($1::uuid[])
"""


def holding(stack: Stack, uploads: list[Upload]) -> int:
    """The pid of a living worker that holds one of these jobs; other tests may have left jobs of their own."""

    def holders() -> list[int]:
        held = sql(stack.database, HELD_BY, [upload.job_id for upload in uploads])
        living = stack.pids().values()
        return [pid for row in held for pid in living if f":{pid}:" in row["claimed_by"]]

    return eventually(holders, bool, "a living worker with a job in hand")[0]


def test_the_history_holds_through_failures_and_a_lost_worker(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], mode="outage", times=3), weather(stack.urls["openai"], mode="hang"):
        uploads = upload_batch(person, "history-faults", 4)
        os.kill(holding(stack, uploads), signal.SIGKILL)
    for upload in uploads:
        person.wait(upload)
    accepted = [Accepted(up.job_id, up.document_id, person.user_id, datetime.now(UTC)) for up in uploads]
    records = read(stack.database, accepted)
    told = Counter((event.type, event.code) for event in records.events)
    assert told["error", "worker_lost"] >= 1  # the faults had an effect
    assert sum(count for (kind, _), count in told.items() if kind == "retry") >= 1
    history = judge(records, RULES)
    assert history.holds, history.explain()


HELD = "CREATE TABLE public.held AS "
BACK = "INSERT INTO upload_pipeline.{table} SELECT * FROM public.held"
EVENT = "upload_pipeline.events WHERE job_id = '{job}' AND payload ->> 'stage' = 'parsing' AND type = 'stage_done'"
CHUNK = "upload_pipeline.document_chunks WHERE document_id = '{document}'"
SET_ERROR = "UPDATE upload_pipeline.upload_jobs SET last_error = $2::jsonb WHERE job_id = $1::uuid"
CORRUPTIONS = {
    "an event deleted": ("DELETE FROM " + EVENT, EVENT, "events", Kind.STAGE_SKIPPED),
    "another worker under the same claim": (
        "UPDATE " + EVENT.replace(" WHERE", ' SET payload = payload || \'{{"worker": "other"}}\' WHERE'),
        EVENT,
        "events",
        Kind.TWO_WORKERS,
    ),
    "the last chunk deleted": (
        "DELETE FROM " + CHUNK + " AND chunk_ord = (SELECT max(chunk_ord) FROM " + CHUNK + ")",
        CHUNK,
        "document_chunks",
        Kind.CHUNK_MISSING,
    ),
    "a chunk's text changed": (
        "UPDATE " + CHUNK.replace(" WHERE", " SET text = text || '!' WHERE") + " AND chunk_ord = 0",
        CHUNK,
        "document_chunks",
        Kind.WRONG_HASH,
    ),
    "a chunk given to another user": (
        "UPDATE " + CHUNK.replace(" WHERE", " SET user_id = gen_random_uuid() WHERE") + " AND chunk_ord = 0",
        CHUNK,
        "document_chunks",
        Kind.WRONG_USER,
    ),
    "time turned back": (
        "UPDATE " + EVENT.replace(" WHERE", " SET ts = ts - interval '1 hour' WHERE"),
        EVENT,
        "events",
        Kind.TIME_BACKWARDS,
    ),
    "a chunk left in the buffer": (
        "INSERT INTO upload_pipeline.document_chunk_buffer "
        "SELECT gen_random_uuid(), document_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, "
        "chunk_sha FROM " + CHUNK + " LIMIT 1",
        "upload_pipeline.document_chunk_buffer WHERE document_id = '{document}'",
        "document_chunk_buffer",
        Kind.BUFFER_LEFT,
    ),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_row_is_found(past: Past, name: str) -> None:
    change, rows, table, kind = CORRUPTIONS[name]
    ids = {"job": past.done.job_id, "document": past.done.document_id}
    sql(past.database, "DROP TABLE IF EXISTS public.held")
    sql(past.database, (HELD + "SELECT * FROM " + rows).format(**ids))
    try:
        sql(past.database, change.format(**ids))
        found = {(violation.kind, violation.job_id) for violation in past.judged().violations}
        assert found == {(kind, past.done.job_id)}
    finally:
        sql(past.database, ("DELETE FROM " + rows).format(**ids))
        # a trigger gives each event a new number; a restored one must keep its own
        restore = ["ALTER TABLE upload_pipeline.events DISABLE TRIGGER number_event"] if table == "events" else []
        restore += [BACK.format(table=table), "DROP TABLE public.held"]
        restore += ["ALTER TABLE upload_pipeline.events ENABLE TRIGGER number_event"] if table == "events" else []
        for statement in restore:
            sql(past.database, statement)
    assert past.judged().holds


def test_a_dead_letter_without_a_reason_is_found(past: Past) -> None:
    asked = "SELECT last_error::text AS kept FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid"
    (row,) = sql(past.database, asked, past.dead.job_id)
    sql(past.database, SET_ERROR, past.dead.job_id, None)
    try:
        found = {(violation.kind, violation.job_id) for violation in past.judged().violations}
        assert found == {(Kind.DEADLETTER_UNEXPLAINED, past.dead.job_id)}
    finally:
        sql(past.database, SET_ERROR, past.dead.job_id, row["kept"])
    assert past.judged().holds


def test_a_pipeline_may_use_other_names_for_everything(past: Past) -> None:
    """Views stand for the tables of a foreign pipeline."""
    sql(past.database, "CREATE SCHEMA foreign_words")
    try:
        for view in (
            "parts AS SELECT chunk_id AS id, document_id AS paper, chunk_ord AS n, text AS words, chunk_sha AS digest, "
            "chunker_name AS cutter, embedding AS vec FROM upload_pipeline.document_chunks",
            "happenings AS SELECT event_id AS id, job_id AS task, document_id AS paper, ts AS moment, "
            "'on_' || type AS what, code AS reason, jsonb_build_object('facts', payload) AS extra "
            "FROM upload_pipeline.events",
            "tasks AS SELECT job_id AS id, document_id AS paper, 's-' || stage AS step, "
            "replace(state, 'done', 'finished') AS condition, created_at AS born, last_error ->> 'code' AS why, "
            "last_error ->> 'message' AS say FROM upload_pipeline.upload_jobs",
        ):
            sql(past.database, f"CREATE VIEW foreign_words.{view}")
        facts = {key: f"extra.facts.{key}" for key in ("stage", "state", "message", "worker", "fence", "wait_s")}
        names = Names(
            schema="foreign_words",
            jobs=Table(
                "tasks",
                {
                    "job_id": "id",
                    "document_id": "paper",
                    "stage": "step",
                    "state": "condition",
                    "created_at": "born",
                    "error_code": "why",
                    "error_message": "say",
                },
            ),
            events=Table(
                "happenings",
                {
                    "event_id": "id",
                    "job_id": "task",
                    "document_id": "paper",
                    "at": "moment",
                    "type": "what",
                    "code": "reason",
                    **facts,
                },
            ),
            event_order="id",
            chunks=Table(
                "parts",
                {
                    "chunk_id": "id",
                    "document_id": "paper",
                    "ord": "n",
                    "text": "words",
                    "sha": "digest",
                    "chunker": "cutter",
                    "dimension": "vec",
                },
            ),
            buffers=(),
            stages={f"s-{stage}": stage for stage in STAGES},
            states={"finished": "done"},
            types={f"on_{kind}": kind for kind in ("stage_started", "stage_done", "retry", "error", "finalized")},
        )
        for since in (None, past.began):
            history = judge(read(past.database, past.accepted, names=names, since=since), RULES)
            assert not past.blamed(history), history.explain()
            assert history.population.events >= 2 * 19 + 3
        unmapped = judge(read(past.database, past.accepted, names=replace(names, states={})), RULES)
        assert Kind.WORD_UNKNOWN in {violation.kind for violation in unmapped.violations}
    finally:
        sql(past.database, "DROP SCHEMA foreign_words CASCADE")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (Names(schema="nowhere"), "no schema 'nowhere'"),
        (Names(events=replace(EVENTS, name="evnts")), "no table 'upload_pipeline.evnts'; did you mean 'events'"),
        (Names(event_order="event_nr"), "no column 'event_nr'; did you mean 'event_id'"),
        (Names(events=replace(EVENTS, columns={**EVENTS.columns, "at": "tz"})), "no column 'tz'"),
    ],
)
def test_a_wrong_name_is_named(past: Past, names: Names, said: str) -> None:
    with pytest.raises(HistoryUnreadable, match=said):
        read(past.database, past.accepted, names=names)


def test_a_database_that_is_away_is_not_a_flawless_history() -> None:
    with pytest.raises(HistoryUnreadable, match="cannot be reached"):
        read("postgresql://nobody:secret@127.0.0.1:1/none", ())
    with pytest.raises(HistoryUnreadable) as raised:
        read("nonsense with-a-secret", ())
    assert "with-a-secret" not in str(raised.value)
