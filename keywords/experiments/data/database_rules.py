"""Rows written in a transaction that is rolled back: what the database accepts, what it refuses, and from whom."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from keywords.basics.errors import Inconclusive
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import NO_RIGHT, Draft, draft
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.running.catalogue import experiment
from keywords.world import World

# A row of one table, with some of its columns changed, as a new row of the same or another table.
COPIED = """
INSERT INTO {{{to}}} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{{{to}}},
    (SELECT to_jsonb(t) || %(changes)s::jsonb FROM {{{source}}} t WHERE t.document_id = %(document_id)s LIMIT 1))
"""
USERS_TABLES = {
    "documents": "user_id",
    "jobs": "user_id",
    "events": "user_id",
    "chunks": "user_id",
    "audit_log": "actor",
}
BUFFERS = ("chunk_buffer", "vector_buffer")
AUDIT_CHANGES = {
    "an update": "UPDATE {audit_log} SET action = 'nothing' WHERE object LIKE %(ours)s",
    "a deletion": "DELETE FROM {audit_log} WHERE object LIKE %(ours)s",
    "a truncation": "TRUNCATE {audit_log}",
}
OF_DOCUMENT = "document_id = %(document_id)s"
ONE_CHUNK = f"chunk_id = (SELECT chunk_id FROM {{chunks}} WHERE {OF_DOCUMENT} LIMIT 1)"
VECTOR = [1.0] + [0.0] * 1535


@dataclass(frozen=True)
class Rule:
    """A wrong value of a column, which the database must refuse, and a right one, which it must accept."""

    what: str
    table: str
    column: str
    right: Any
    wrong: Any

    @property
    def statement(self) -> str:
        rows = ONE_CHUNK if self.table == "chunks" else OF_DOCUMENT
        return f"UPDATE {{{self.table}}} SET {self.column} = %(value)s WHERE {rows}"


def rules(document_id: str) -> list[Rule]:
    return [
        Rule("an unknown stage", "jobs", "stage", "parsing", "frying"),
        Rule("an unknown state", "jobs", "state", "deadletter", "lost"),
        Rule("a negative number of retries", "jobs", "retry_count", 1, -1),
        Rule("a job without a document", "jobs", "document_id", document_id, str(uuid4())),
        Rule("a negative length", "documents", "bytes_len", 1, -1),
        Rule("a type other than PDF", "documents", "mime", "application/pdf", "text/plain"),
        Rule("a malformed hash", "documents", "file_sha256", "a" * 64, "a hash"),
        Rule("a document without a name", "documents", "filename", "a name.pdf", None),
        Rule("a negative place in the document", "chunks", "chunk_ord", 9000, -1),
        Rule("a chunk without a document", "chunks", "document_id", document_id, str(uuid4())),
        Rule("a chunk without text", "chunks", "text", "text", None),
        Rule("a vector that is too short", "chunks", "embedding", str(VECTOR), str(VECTOR[:-1])),
        Rule("a wrong dimension", "chunks", "vector_dim", 1536, 3072),
        Rule("an unknown type of event", "events", "type", "retry", "daydream"),
    ]


@experiment(
    "rows written and rolled back",
    (
        "row operations that worked",
        "valid values accepted",
        "invalid values accepted",
        "second active jobs accepted",
        "duplicate rows accepted",
        "audit log changes accepted",
        "other users' rows visible",
        "tables with own rows visible",
        "buffers readable by a user",
        "buffers that can be written and emptied",
    ),
)
def rows_rolled_back(world: World) -> None:
    """The rows of two users' documents are changed with valid and invalid values, and all of it is rolled back."""
    needs(world.environment, "events", "vectors", "buffers", "audit_log")
    owner, other = world.two_people()
    ours, theirs = process_document(owner, "written ours"), process_document(other, "written theirs")
    for observe in (constraints, uniqueness, operations, append_only):
        with draft(world) as tried:
            observe(tried, ours)
    with draft(world) as tried:
        rights(tried, ours, theirs)


@step("Try values that break a rule")
def constraints(tried: Draft, ours: Uploaded) -> None:
    """Observe which right and wrong values of a column the database accepts."""
    known, every = {"document_id": ours.document_id}, rules(ours.document_id)
    codes = [(rule, tried.refusal(rule.statement, value=rule.right, **known)) for rule in every]
    share("valid values accepted", [Case.of(f"{rule.what}: {rule.right}", "", code) for rule, code in codes])
    wrong = Cases()
    for rule, code in codes:
        if not code:
            said = tried.refusal(rule.statement, value=rule.wrong, **known)
            wrong.append(Case.judged(f"{rule.what}: {rule.wrong}", _refused(said), "a refusal", said or "accepted"))
    count("invalid values accepted", wrong)


def _refused(code: str) -> bool:
    """True if a rule of the database refused. An account that may not write at all proves no rule."""
    if code == NO_RIGHT:
        raise Inconclusive("the database account of the tests may not write, so no rule of the database can be tried")
    return bool(code)


def copy(tried: Draft, source: str, to: str = "") -> str:
    """The statement that writes a copy of a row, with changes."""
    to = to or source
    return COPIED.format(source=source, to=to, columns=tried.columns(to))


@step("Try rows that exist already")
def uniqueness(tried: Draft, ours: Uploaded) -> None:
    """Observe whether the database accepts a second row where only one may be."""
    job, document, chunk = (copy(tried, table) for table in ("jobs", "documents", "chunks"))
    mine = {"document_id": ours.document_id}
    active = {"state": "queued", "finished_at": None, "claimed_by": None, "lease_until": None}
    tried.execute(job, changes=_as_new("job_id", **active), **mine)
    second = tried.refusal(job, changes=_as_new("job_id", **active), **mine)
    again = Case.judged("a second active job", _refused(second), "a refusal", second or "accepted", **ours.ids)
    count("second active jobs accepted", [again])
    paths = {"raw_path": f"raw/{uuid4()}", "parsed_path": None, "parsed_sha256": None}
    changes = {  # of a copy that is new, and of one that is not
        "the same file of a user": (
            document,
            _as_new("document_id", **paths, file_sha256="b" * 64),
            _as_new("document_id", **paths),
        ),
        "the same place in a document": (chunk, _as_new("chunk_id", chunk_ord=9001), _as_new("chunk_id")),
    }
    new = [what for what, (row, right, _) in changes.items() if not tried.refusal(row, changes=right, **mine)]
    wrong = {what: tried.refusal(changes[what][0], changes=changes[what][2], **mine) for what in new}
    count("duplicate rows accepted", [what for what, code in wrong.items() if not _refused(code)], of=new)


def _as_new(key: str, **changes: Any) -> str:
    """The changes that make a copy a row of its own."""
    return json.dumps({key: str(uuid4()), "idempotency_key": str(uuid4()), **changes})


@dataclass(frozen=True)
class NewRow:
    """A row that is copied from a source, found by its key, and changed in one column."""

    table: str
    source: str
    key: str
    column: str
    changes: dict[str, str | None]  # that make it a row of its own
    changed: str = "'changed'"

    def statements(self) -> dict[str, str]:
        """What is done with the row between its creation and its deletion."""
        found, change = f"WHERE {self.key} = %(value)s", f"{self.column} = {self.changed}"
        return {
            "read": f"SELECT FROM {{{self.table}}} {found}",
            "update": f"UPDATE {{{self.table}}} SET {change} {found}",
            "read the update": f"SELECT FROM {{{self.table}}} {found} AND {change}",
        }


def new_rows() -> list[NewRow]:
    document, job, chunk, buffered = ({key: str(uuid4())} for key in ("document_id", "job_id", "chunk_id", "chunk_id"))
    file = {"raw_path": f"raw/{uuid4()}", "file_sha256": "c" * 64, "parsed_path": None, "parsed_sha256": None}
    once = {"idempotency_key": str(uuid4())}
    return [
        NewRow("documents", "documents", "document_id", "filename", {**document, **file}),
        NewRow("jobs", "jobs", "job_id", "last_error", {**job, **document, **once}, changed="'[]'"),
        NewRow("events", "events", "job_id", "code", {**job, **document}),
        NewRow("chunks", "chunks", "chunk_id", "text", {**chunk, **document}),
        NewRow("chunk_buffer", "chunks", "chunk_id", "text", {**buffered, **document}),
        NewRow("vector_buffer", "chunks", "chunk_id", "embed_version", {**buffered, **document}),
    ]


@step("Create, change and delete a row of each table")
def operations(tried: Draft, ours: Uploaded) -> None:
    """Create, read, update and delete a row in every table of the contract that allows deletion."""
    new, done = new_rows(), list[tuple[str, str, int]]()  # table, operation, rows concerned
    for row in new:
        statement, changes = copy(tried, row.source, row.table), json.dumps(row.changes)
        done.append((row.table, "create", tried.execute(statement, changes=changes, document_id=ours.document_id)))
    for row in new:
        for operation, statement in row.statements().items():
            done.append((row.table, operation, tried.execute(statement, value=row.changes[row.key])))
    for row in reversed(new):
        delete = f"DELETE FROM {{{row.table}}} WHERE {row.key} = %(value)s"
        done.append((row.table, "delete", tried.execute(delete, value=row.changes[row.key])))
    failed = [(table, operation) for table, operation, rows in done if rows != 1]
    share(
        "row operations that worked",
        [Case.of(f"{table}: {what}", "1 row", f"{rows} row") for table, what, rows in done],
    )
    count("buffers that can be written and emptied", set(BUFFERS) - {table for table, _ in failed}, of=BUFFERS)


@step("Try to change what may only grow")
def append_only(tried: Draft, ours: Uploaded) -> None:
    """Observe which changes of the audit log the database accepts."""
    like = {"ours": f"%{ours.document_id}"}
    entries = tried.value("SELECT count(*) FROM {audit_log} WHERE object LIKE %(ours)s", **like)
    accepted = [what for what, statement in AUDIT_CHANGES.items() if not _refused(tried.refusal(statement, **like))]
    count("audit log changes accepted", accepted, of=AUDIT_CHANGES if entries else 0)


@step("Look as another user")
def rights(tried: Draft, ours: Uploaded, theirs: Uploaded) -> None:
    """Observe which rows the database shows to one of its users."""
    claims = json.dumps({"sub": ours.user_id, "role": "authenticated"})
    tried.execute("SELECT set_config('request.jwt.claims', %(claims)s, true)", claims=claims)

    def rows(operator: str, user: str) -> dict[str, int]:
        return {
            table: tried.value(f"SELECT count(*) FROM {{{table}}} WHERE {column} {operator} %(user)s", user=user)
            for table, column in USERS_TABLES.items()
        }

    there = rows("=", theirs.user_id)
    tried.execute("SET LOCAL ROLE authenticated")
    own, others = rows("=", ours.user_id), rows("<>", ours.user_id)
    visible = [table for table, number in own.items() if number]
    count("tables with own rows visible", visible, of=USERS_TABLES)
    seen = Counter(others)
    hidden = {table: number for table, number in there.items() if number} if visible else {}
    ids = {"user": ours.user_id, "owner": theirs.user_id}
    rows_seen = [Case.judged(f"a row of {table}", False, "hidden", "visible", **ids) for table in seen.elements()]
    left = [table for table, number in hidden.items() for _ in range(number - min(number, seen[table]))]
    unseen = [Case.judged(f"a row of {table}", True, "hidden", "hidden", **ids) for table in left]
    count("other users' rows visible", [*rows_seen, *unseen])
    with possible("buffers readable by a user"):
        readable = [buffer for buffer in BUFFERS if not tried.refusal(f"SELECT FROM {{{buffer}}} LIMIT 1")]
        count("buffers readable by a user", readable, of=BUFFERS)
