"""Test data: it carries the prefix of its environment, keeps apart from other data, and goes without a trace."""

from collections.abc import Sequence
from typing import Any

from keywords.contract.people import Person, Uploaded
from keywords.contract.querying import rows
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import generate
from keywords.evidence.recorder import Absent, recorder
from keywords.experiments.documents.outcomes import note_ends, send
from keywords.figures.pipeline_history import records_of
from keywords.running.registry import experiment, where_it_can_be
from keywords.safety.guard import Creation, Removal, refusal
from keywords.world import World

DOCUMENTS = 2
LEFT = "SELECT document_id::text FROM {documents} WHERE document_id::text = ANY(%s)"
OF_OTHERS = "SELECT document_id::text, file_sha256, updated_at FROM {documents} WHERE user_id::text <> %s"
SOMEBODY = "somebody@example.org"


@experiment(
    "test data that comes and goes",
    {"documents embedded": "%", "test data without the prefix": "hits", "rows left of test data": "rows",
     "objects left of test data": "hits", "documents of others that changed": "documents",
     "deeds on data of others that were refused": "%"},
    documents=DOCUMENTS,
)  # fmt: skip
def come_and_gone(world: World) -> None:
    """A user of the tests comes beside another, has documents processed and removes them; the other's data stays."""
    stays = world.person()
    send(stays, "that stays")
    comes = world.person()
    before = set(told(world, OF_OTHERS, comes.user_id))
    uploads = [comes.upload(generate(f"that goes {n}", pages=1)) for n in range(DOCUMENTS)]
    note_ends([comes.wait_for_end(uploaded) for uploaded in uploads])
    carriers = carriers_of(comes, uploads)
    bare = [carrier for carrier in carriers if not carrier.startswith(world.environment.guard.prefix)]
    recorder.observe("test data without the prefix", len(bare), "hits", population=len(carriers),
                     detail=", ".join(bare))  # fmt: skip
    deeds = (Creation(SOMEBODY), Removal(SOMEBODY))
    refused = [deed for deed in deeds if refusal(world.environment, deed)]
    recorder.observe("deeds on data of others that were refused", 100 * len(refused) / len(deeds), "%",
                     population=len(deeds))  # fmt: skip
    ids = [uploaded.document_id for uploaded in uploads]
    for document_id in ids:
        comes.delete(document_id)
    gone = records_of(world, uploads)
    left = len(told(world, LEFT, ids)) + len(gone.jobs) + len(gone.events) + len(gone.chunks)
    recorder.observe(
        "rows left of test data", left, "rows", population=DOCUMENTS, detail=", ".join(ids) if left else ""
    )
    with where_it_can_be("objects left of test data"), Storage(world) as storage:
        objects = [
            name for bucket in BUCKETS for one in ids for name in storage.names(bucket, f"{comes.user_id}/{one}")
        ]
        recorder.observe("objects left of test data", len(objects), "hits", population=DOCUMENTS,
                         detail=", ".join(objects))  # fmt: skip
    changed = sorted(str(row[0]) for row in before - set(told(world, OF_OTHERS, comes.user_id)))
    recorder.observe("documents of others that changed", len(changed), "documents", population=len(before),
                     detail=", ".join(changed))  # fmt: skip


def carriers_of(person: Person, uploads: Sequence[Uploaded]) -> list[str]:
    """What has to carry the prefix, as the pipeline has it: the account, or in one that was given each document."""
    if person.mark:
        return [str(person.document(uploaded.document_id)["filename"]) for uploaded in uploads]
    told = person.me() if person.environment.has("me") else {}
    return [str(told.get("email") or person.email)]


def told(world: World, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement reads; none where the database is laid out otherwise."""
    try:
        return rows(world, statement, *parameters)
    except Absent:
        return []
