"""Whether all stored data agrees: the rows with one another, and with the objects in storage."""

from collections.abc import Iterable, Sequence

from keywords.basics.errors import Absent
from keywords.basics.waiting import eventually
from keywords.contract.people import Uploaded, needs
from keywords.contract.querying import rows
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import note_ends
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import Stored
from keywords.running.catalogue import experiment
from keywords.world import World

# A job that waits for its bytes is not under way; it may wait for as long as its link is valid.
UNDER_WAY = "SELECT count(*) FROM {jobs} WHERE state NOT IN ('done', 'deadletter') AND stage <> ALL(%s)"
# The statements below read the key of a row, and whether the row is as it should be.
HASHES = "SELECT chunk_id::text, encode(sha256(convert_to(text, 'UTF8')), 'hex') = chunk_sha FROM {chunks}"
LENGTHS = "SELECT chunk_id::text, abs(vector_norm(embedding) - 1) < 1e-3 FROM {chunks}"
OWNERS = "SELECT c.chunk_id::text, c.user_id = d.user_id FROM {chunks} c JOIN {documents} d USING (document_id)"
PARENTS = {
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
UNIQUE = {
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
IN_FORCE = """
SELECT c.conname, c.convalidated FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = %s
UNION ALL
SELECT c.relname, i.indisvalid AND i.indisready FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s
"""
DOCUMENTS = """
SELECT d.document_id::text, d.raw_path, d.parsed_path, d.file_sha256, d.parsed_sha256,
       EXISTS (SELECT FROM {jobs} j WHERE j.document_id = d.document_id AND j.state = 'done') FROM {documents} d
"""


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
def all_stored_data(world: World) -> None:
    """Three more documents are processed; then every row and every object of the environment is checked."""
    person, here = world.person(), world.environment
    uploads = [person.upload(generate(f"integrity {n}", pages=2)) for n in range(3)]
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads, stored_of(world, uploads))
    with possible():
        wait_until_idle(world)
    count_wrong(world, "chunks with a wrong hash", HASHES)
    with possible("vectors without unit length"):
        needs(here, "vectors")
        count_wrong(world, "vectors without unit length", LENGTHS)
    count_wrong(world, "chunks with the wrong owner", OWNERS)
    parents = [statement for table, statement in PARENTS.items() if table != "events" or here.has("events")]
    count_wrong(world, "orphaned rows", *parents)
    count_wrong(world, "duplicate rows", *UNIQUE.values())
    with possible("finished documents with buffered rows"):
        needs(here, "buffers")
        count_wrong(world, "finished documents with buffered rows", BUFFERED)
    found = rows(world, IN_FORCE, here.schema_, here.schema_)
    count("constraints and indexes not in force", [Case.of(name, True, holds) for name, holds in found])
    compare_with_storage(world)


def stored_of(world: World, uploads: Sequence[Uploaded]) -> list[Stored] | None:
    """The objects of these documents; None if the storage cannot be read."""
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


@step("Wait until no job is in work")
def wait_until_idle(world: World) -> None:
    here = world.environment
    waiting = [word for word, ours in here.stage_words.items() if ours == here.stages[0]]
    eventually(
        lambda: rows(world, UNDER_WAY, waiting)[0][0], lambda left: left == 0, "no document to be under way", 120
    )


@step("Count what is wrong", "{name}")
def count_wrong(world: World, name: str, *statements: str) -> None:
    """Observe how many of the rows that the statements read are not as they should be."""
    with possible(name):
        found = [row for statement in statements for row in rows(world, statement)]
        count(name, [Case.of(str(key), True, good) for key, good in found])


@step("Compare the rows with the storage")
def compare_with_storage(world: World) -> None:
    """Observe whether every finished document has its objects, unaltered, and every object its document."""
    names = "finished documents with missing objects", "documents with altered objects", "orphaned objects"
    with possible(*names), Storage(world) as storage:
        objects = {name for bucket in BUCKETS for name in storage.names(bucket)}
        documents = rows(world, DOCUMENTS)
        finished = {
            document_id: {raw: sha, parsed: parsed_sha}
            for document_id, raw, parsed, sha, parsed_sha, done in documents
            if done
        }
        missing = [document_id for document_id, hashes in finished.items() if not objects.issuperset(hashes)]
        count("finished documents with missing objects", missing, of=finished)
        held = {document_id: hashes for document_id, hashes in finished.items() if document_id not in missing}
        altered = [
            document_id
            for document_id, hashes in held.items()
            if any(storage.sha256(name) != sha for name, sha in hashes.items())
        ]
        count("documents with altered objects", altered, of=held)
        count("orphaned objects", orphans(objects, {row[0] for row in documents}), of=sorted(objects))


def orphans(objects: Iterable[str], known: set[str]) -> list[str]:
    """The objects whose name contains no known document."""
    return [name for name in objects if known.isdisjoint(name.split("/"))]
