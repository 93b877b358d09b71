"""Rows written to the database in a transaction that is taken back: what it takes, what it refuses, and from whom."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from keywords.basics.errors import Inconclusive
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import NO_RIGHT, Draft, draft
from keywords.evidence.observing import count, figure, possible
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
    "emptying it": "TRUNCATE {audit_log}",
}


@dataclass(frozen=True)
class Rule:
    """A value that a statement may write, and one that the database must refuse."""

    what: str
    statement: str
    right: Any
    wrong: Any


def rules(document_id: str) -> list[Rule]:
    job, document, chunk = (
        f"UPDATE {{{table}}} SET {{column}} = %(value)s WHERE document_id = %(document_id)s"
        for table in ("jobs", "documents", "chunks")
    )

    def of(statement: str, column: str) -> str:
        return statement.replace("{column}", column)

    one_chunk = "(SELECT chunk_id FROM {chunks} WHERE document_id = %(document_id)s LIMIT 1)"
    vector, chunk_row = [1.0] + [0.0] * 1535, chunk.replace("document_id = %(document_id)s", f"chunk_id = {one_chunk}")
    return [
        Rule("a stage that is none", of(job, "stage"), "parsing", "frying"),
        Rule("a state that is none", of(job, "state"), "deadletter", "lost"),
        Rule("fewer than no retries", of(job, "retry_count"), 1, -1),
        Rule("a job of no document", of(job, "document_id"), document_id, str(uuid4())),
        Rule("a negative length", of(document, "bytes_len"), 1, -1),
        Rule("a type that is not PDF", of(document, "mime"), "application/pdf", "text/plain"),
        Rule("a hash that is none", of(document, "file_sha256"), "a" * 64, "a hash"),
        Rule("no name", of(document, "filename"), "a name.pdf", None),
        Rule("a place before the first", of(chunk_row, "chunk_ord"), 9000, -1),
        Rule("a chunk of no document", of(chunk, "document_id"), document_id, str(uuid4())),
        Rule("a chunk without text", of(chunk, "text"), "text", None),
        Rule("a vector that is too short", of(chunk, "embedding"), str(vector), str(vector[:-1])),
        Rule("another dimension", of(chunk, "vector_dim"), 1536, 3072),
        Rule(
            "an event of another type",
            "UPDATE {events} SET type = %(value)s WHERE document_id = %(document_id)s",
            "retry",
            "daydream",
        ),
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
def written(world: World) -> None:
    """Two users' documents are processed; then their rows are changed rightly and wrongly, and all is taken back."""
    needs(world.environment, "events", "vectors", "buffers", "audit_log")
    owner, other = world.two_people()
    ours, theirs = process_document(owner, "written ours"), process_document(other, "written theirs")
    with draft(world) as tried:
        constraints(tried, ours)
    with draft(world) as tried:
        uniqueness(tried, ours)
    with draft(world) as tried:
        operations(tried, ours)
    with draft(world) as tried:
        append_only(tried, ours)
    with draft(world) as tried:
        rights(tried, ours, theirs)


def constraints(tried: Draft, ours: Uploaded) -> None:
    known = {"document_id": ours.document_id}
    every = rules(ours.document_id)
    taken = [rule for rule in every if not tried.refusal(rule.statement, value=rule.right, **known)]
    figure(
        "valid values accepted",
        100 * len(taken) / len(every),
        of=every,
        detail=_named(rule.what for rule in every if rule not in taken),
    )
    wrong = [rule.what for rule in taken if not _refused(tried.refusal(rule.statement, value=rule.wrong, **known))]
    count("invalid values accepted", wrong, of=taken, detail=_named(wrong))


def _named(what: Any) -> str:
    return "; ".join(what)


def _refused(code: str) -> bool:
    """Whether the database stood by a rule; that the account of the tests may not write proves none."""
    if code == NO_RIGHT:
        raise Inconclusive("the database account of the tests may not write, so no rule of the database can be tried")
    return bool(code)


def copy(tried: Draft, source: str, to: str = "") -> str:
    """The statement that writes a row like one that is there."""
    to = to or source
    return COPIED.format(source=source, to=to, columns=tried.columns(to))


def uniqueness(tried: Draft, ours: Uploaded) -> None:
    job, document, chunk = (copy(tried, table) for table in ("jobs", "documents", "chunks"))
    mine = {"document_id": ours.document_id}
    active = {"state": "queued", "finished_at": None, "claimed_by": None, "lease_until": None}
    tried.does(job, changes=_as_new("job_id", **active), **mine)
    second = tried.refusal(job, changes=_as_new("job_id", **active), **mine)
    figure("second active jobs accepted", int(not _refused(second)), of=1)
    paths = {"raw_path": f"raw/{uuid4()}", "parsed_path": None, "parsed_sha256": None}
    twice = {
        "the same file of a user": (
            document,
            _as_new("document_id", **paths, file_sha256="b" * 64),
            _as_new("document_id", **paths),
        ),
        "the same place in a document": (chunk, _as_new("chunk_id", chunk_ord=9001), _as_new("chunk_id")),
    }
    new = {what for what, (statement, right, _) in twice.items() if not tried.refusal(statement, changes=right, **mine)}
    taken = [
        what
        for what, (statement, _, wrong) in twice.items()
        if what in new and not _refused(tried.refusal(statement, changes=wrong, **mine))
    ]
    count("duplicate rows accepted", taken, of=new, detail=_named(taken))


def _as_new(key: str, **changes: Any) -> str:
    """The changes that make a copy a row of its own."""
    return json.dumps({key: str(uuid4()), "idempotency_key": str(uuid4()), **changes})


def operations(tried: Draft, ours: Uploaded) -> None:
    """Create, read, update and delete a row in every table of the contract that rows are deleted from."""
    done = dict[str, int]()
    new = {kind: str(uuid4()) for kind in ("documents", "jobs", "chunks", "chunk_buffer")}
    mine, changed = (
        {"document_id": ours.document_id},
        {"chunk_id": new["chunk_buffer"], "document_id": new["documents"]},
    )
    steps = {
        "documents": (
            "documents",
            "document_id",
            new["documents"],
            "filename",
            {
                "document_id": new["documents"],
                "raw_path": f"raw/{uuid4()}",
                "file_sha256": "c" * 64,
                "parsed_path": None,
                "parsed_sha256": None,
            },
        ),
        "jobs": (
            "jobs",
            "job_id",
            new["jobs"],
            "last_error",
            {"job_id": new["jobs"], "document_id": new["documents"], "idempotency_key": str(uuid4())},
        ),
        "events": ("events", "job_id", new["jobs"], "code", {"job_id": new["jobs"], "document_id": new["documents"]}),
        "chunks": (
            "chunks",
            "chunk_id",
            new["chunks"],
            "text",
            {"chunk_id": new["chunks"], "document_id": new["documents"]},
        ),
        "chunk_buffer": ("chunks", "chunk_id", new["chunk_buffer"], "text", changed),
        "vector_buffer": ("chunks", "chunk_id", new["chunk_buffer"], "embed_version", changed),
    }
    for table, (source, _, _, _, changes) in steps.items():
        done[table] = int(tried.does(copy(tried, source, table), changes=json.dumps(changes), **mine) == 1)
    for table, (_, key, value, column, _) in steps.items():
        this = f"{{{table}}} WHERE {key} = %(value)s"
        done[table] += int(tried.one(f"SELECT count(*) FROM {this}", value=value) == 1)
        changed_to = "'[]'" if column == "last_error" else "'changed'"
        update = f"UPDATE {{{table}}} SET {column} = {changed_to} WHERE {key} = %(value)s"
        done[table] += int(tried.does(update, value=value) == 1)
        read = f"SELECT count(*) FROM {this} AND {column} = {changed_to}"
        done[table] += int(tried.one(read, value=value) == 1)
    for table, (_, key, value, _, _) in reversed(steps.items()):
        done[table] += int(tried.does(f"DELETE FROM {{{table}}} WHERE {key} = %(value)s", value=value) == 1)
    each = 5
    lacking = [f"{table}: {count} of {each}" for table, count in done.items() if count < each]
    figure(
        "row operations that worked",
        100 * sum(done.values()) / (each * len(done)),
        of=each * len(done),
        detail=_named(lacking),
    )
    figure("buffers that can be written and emptied", sum(done[buffer] == each for buffer in BUFFERS), of=BUFFERS)


def append_only(tried: Draft, ours: Uploaded) -> None:
    like = {"ours": f"%{ours.document_id}"}
    there = tried.one("SELECT count(*) FROM {audit_log} WHERE object LIKE %(ours)s", **like)
    taken = [what for what, statement in AUDIT_CHANGES.items() if not _refused(tried.refusal(statement, **like))]
    count("audit log changes accepted", taken, of=len(AUDIT_CHANGES) if there else 0, detail=_named(taken))


def rights(tried: Draft, ours: Uploaded, theirs: Uploaded) -> None:
    """What a user sees who comes to the database as one: own rows, and nothing else."""
    claims = json.dumps({"sub": ours.user_id, "role": "authenticated"})
    tried.does("SELECT set_config('request.jwt.claims', %(claims)s, true)", claims=claims)
    there = {
        table: tried.one(f"SELECT count(*) FROM {{{table}}} WHERE {column} = %(user)s", user=theirs.user_id)
        for table, column in USERS_TABLES.items()
    }
    tried.does("SET LOCAL ROLE authenticated")
    own, others = list[str](), dict[str, int]()
    for table, column in USERS_TABLES.items():
        if tried.one(f"SELECT count(*) FROM {{{table}}} WHERE {column} = %(user)s", user=ours.user_id):
            own.append(table)
        others[table] = tried.one(f"SELECT count(*) FROM {{{table}}} WHERE {column} <> %(user)s", user=ours.user_id)
    count("tables with own rows visible", own, of=USERS_TABLES, detail=f"seen in {', '.join(own)}")
    seen = {table: count for table, count in others.items() if count}
    figure(
        "other users' rows visible",
        sum(others.values()),
        of=sum(there.values()) if own else 0,
        detail=str(seen) if seen else "",
    )
    with possible("buffers readable by a user"):
        opened = [buffer for buffer in BUFFERS if not tried.refusal(f"SELECT FROM {{{buffer}}} LIMIT 1")]
        count("buffers readable by a user", opened, of=BUFFERS, detail=_named(opened))
