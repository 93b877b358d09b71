"""Whether all the data that there is agrees: rows with one another, with the storage, and with what the API tells."""

from collections.abc import Sequence

from keywords.basics.errors import Absent
from keywords.basics.waiting import eventually
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import rows
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, possible
from keywords.experiments.documents.outcomes import note_ends
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import Stored
from keywords.running.catalogue import experiment
from keywords.world import World

# What waits for its bytes has not set out, and may wait for as long as its link is valid.
UNDER_WAY = "SELECT count(*) FROM {jobs} WHERE state NOT IN ('done', 'deadletter') AND stage <> ALL(%s)"
WRONG_HASH = """
SELECT chunk_id::text, encode(sha256(convert_to(text, 'UTF8')), 'hex') = chunk_sha FROM {chunks}
"""
LENGTHS = "SELECT chunk_id::text, abs(vector_norm(embedding) - 1) < 1e-3 FROM {chunks}"
OWNERS = "SELECT c.chunk_id::text, c.user_id = d.user_id FROM {chunks} c JOIN {documents} d USING (document_id)"
# Each reads the rows of one table, and whether what they belong to is there.
BELONGS = {
    "jobs": """
        SELECT j.job_id::text, d.document_id IS NOT NULL
        FROM {jobs} j LEFT JOIN {documents} d USING (document_id)""",
    "chunks": """
        SELECT c.chunk_id::text, d.document_id IS NOT NULL
        FROM {chunks} c LEFT JOIN {documents} d USING (document_id)""",
    "events": """
        SELECT e.event_id::text, j.job_id IS NOT NULL AND j.document_id = e.document_id
        FROM {events} e LEFT JOIN {jobs} j USING (job_id)""",
}
TWICE = {
    "the same file of a user": "SELECT user_id::text || ' ' || file_sha256, count(*) = 1 FROM {documents} GROUP BY 1",
    "the same place in a document": """
        SELECT document_id::text || ' ' || chunk_ord, count(*) = 1 FROM {chunks}
        GROUP BY document_id, chunker_name, chunker_version, chunk_ord""",
    "active jobs of a document": """
        SELECT document_id::text, count(*) = 1 FROM {jobs} WHERE state NOT IN ('done', 'deadletter') GROUP BY 1""",
}
BUFFERED = """
SELECT j.document_id::text, NOT EXISTS (SELECT FROM {chunk_buffer} b WHERE b.document_id = j.document_id)
                        AND NOT EXISTS (SELECT FROM {vector_buffer} b WHERE b.document_id = j.document_id)
FROM {jobs} j WHERE j.state = 'done'
"""
UNPROVEN = """
SELECT c.conname, c.convalidated FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = %s
UNION ALL
SELECT c.relname, i.indisvalid AND i.indisready FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s
"""
DOCUMENTS = """
SELECT d.document_id::text, d.raw_path, d.parsed_path, d.file_sha256, d.parsed_sha256,
       EXISTS (SELECT FROM {jobs} j WHERE j.document_id = d.document_id AND j.state = 'done') FROM {documents} d
"""
NAMED = 5


@experiment(
    "all stored data",
    (
        "documents embedded",
        "history violations",
        "chunks with a wrong hash",
        "vectors without unit length",
        "chunks with the wrong owner",
        "orphaned rows",
        "duplicate rows",
        "finished documents with buffered rows",
        "constraints and indexes not in force",
        "finished documents with missing objects",
        "documents with altered objects",
        "orphaned objects",
    ),
    documents=3,
    pages=2,
)
def all_the_data(world: World) -> None:
    """Three documents more are processed; then every row and every object of the environment is looked at."""
    person = world.person()
    uploads = [person.upload(generate(f"integrity {n}", pages=2)) for n in range(3)]
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads, stored_of(world, uploads))
    here = world.environment
    with possible():
        waiting = [word for word, ours in here.stage_words.items() if ours == here.stages[0]]
        eventually(
            lambda: rows(world, UNDER_WAY, waiting)[0][0], lambda left: left == 0, "no document to be under way", 120
        )
    wrong(world, "chunks with a wrong hash", "chunks", WRONG_HASH)
    with possible("vectors without unit length"):
        needs(here, "vectors")
        wrong(world, "vectors without unit length", "chunks", LENGTHS)
    wrong(world, "chunks with the wrong owner", "chunks", OWNERS)
    belongs = [statement for kind, statement in BELONGS.items() if kind != "events" or here.has("events")]
    wrong(world, "orphaned rows", "rows", *belongs)
    wrong(world, "duplicate rows", "rows", *TWICE.values())
    with possible("finished documents with buffered rows"):
        needs(here, "buffers")
        wrong(world, "finished documents with buffered rows", "documents", BUFFERED)
    found = rows(world, UNPROVEN, here.schema_, here.schema_)
    note("constraints and indexes not in force", "rows", [name for name, holds in found if not holds], len(found))
    beside_the_storage(world)


def stored_of(world: World, uploads: Sequence[Uploaded]) -> list[Stored] | None:
    """The objects of these documents; None where the storage cannot be looked into."""
    try:
        with Storage(world) as storage:
            return [
                Stored(bucket, name, uploaded.document_id)
                for bucket in BUCKETS
                for uploaded in uploads
                for name in storage.names(bucket, f"{uploaded.user_id}/{uploaded.document_id}")
            ]
    except Absent:
        return None


def wrong(world: World, name: str, unit: str, *statements: str) -> None:
    """Observe how many of the rows that statements read are not as they should be, by the second column."""
    with possible(name):
        found = [row for statement in statements for row in rows(world, statement)]
        note(name, unit, [str(key) for key, good in found if not good], len(found))


def note(name: str, unit: str, bad: Sequence[str], population: int) -> None:
    more = f" and {len(bad) - NAMED} more" if len(bad) > NAMED else ""
    count(name, bad, of=population, detail=", ".join(bad[:NAMED]) + more)


def beside_the_storage(world: World) -> None:
    """Observe whether rows and objects tell of each other."""
    with (
        possible(
            "finished documents with missing objects",
            "documents with altered objects",
            "orphaned objects",
        ),
        Storage(world) as storage,
    ):
        objects = [name for bucket in BUCKETS for name in storage.names(bucket)]
        documents = rows(world, DOCUMENTS)
        declared = {
            document_id: {raw: sha, parsed: parsed_sha}
            for document_id, raw, parsed, sha, parsed_sha, done in documents
            if done
        }
        missing = [d for d, wanted in declared.items() if not set(wanted) <= set(objects)]
        note("finished documents with missing objects", "documents", missing, len(declared))
        held = {d: wanted for d, wanted in declared.items() if d not in missing}
        differ = [d for d, wanted in held.items() if any(storage.sha256(name) != sha for name, sha in wanted.items())]
        note("documents with altered objects", "documents", differ, len(held))
        known = {row[0] for row in documents}
        note("orphaned objects", "hits", orphans(objects, known), len(objects))


def orphans(objects: Sequence[str], known: set[str]) -> list[str]:
    """The objects in whose name stands no document that is known."""
    return [name for name in objects if known.isdisjoint(name.split("/"))]
