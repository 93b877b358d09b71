"""Test data: it carries the prefix of its environment, keeps apart from other data, and goes without a trace."""

from collections.abc import Sequence
from typing import Any

from keywords.basics.errors import Absent
from keywords.contract.histories import records_of
from keywords.contract.people import Person, Uploaded
from keywords.contract.querying import rows
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.outcomes import note_ends, process_document
from keywords.running.catalogue import experiment
from keywords.safety.guard import Creation, Removal, refusal
from keywords.world import World

DOCUMENTS = 2
LEFT = "SELECT document_id::text FROM {documents} WHERE document_id::text = ANY(%s)"
OF_OTHERS = "SELECT document_id::text, file_sha256, updated_at FROM {documents} WHERE user_id::text <> %s"
SOMEBODY = "somebody@example.org"


@experiment(
    "test data created and removed",
    (
        "documents embedded",
        "test data without the prefix",
        "rows left by test data",
        "objects left by test data",
        "other users' documents changed",
        "actions on others' data refused by the guard",
    ),
    documents=DOCUMENTS,
)
def come_and_gone(world: World) -> None:
    """A user of the tests comes beside another, has documents processed and removes them; the other's data stays."""
    stays = world.person()
    process_document(stays, "that stays")
    comes = world.person()
    before = set(told(world, OF_OTHERS, comes.user_id))
    uploads = [comes.upload(generate(f"that goes {n}", pages=1)) for n in range(DOCUMENTS)]
    note_ends([comes.wait_for_end(uploaded) for uploaded in uploads])
    carriers = carriers_of(comes, uploads)
    bare = [carrier for carrier in carriers if not carrier.startswith(world.environment.guard.prefix)]
    count("test data without the prefix", bare, of=carriers)
    deeds = (Creation(SOMEBODY), Removal(SOMEBODY))
    refused = [deed for deed in deeds if refusal(world.environment, deed)]
    figure("actions on others' data refused by the guard", 100 * len(refused) / len(deeds), of=deeds)
    ids = [uploaded.document_id for uploaded in uploads]
    for document_id in ids:
        comes.delete(document_id)
    gone = records_of(world, uploads)
    left = len(told(world, LEFT, ids)) + len(gone.jobs) + len(gone.events) + len(gone.chunks)
    figure("rows left by test data", left, of=DOCUMENTS, detail=", ".join(ids) if left else "")
    with possible("objects left by test data"), Storage(world) as storage:
        objects = [
            name for bucket in BUCKETS for one in ids for name in storage.names(bucket, f"{comes.user_id}/{one}")
        ]
        count("objects left by test data", objects, of=DOCUMENTS)
    changed = sorted(str(row[0]) for row in before - set(told(world, OF_OTHERS, comes.user_id)))
    count("other users' documents changed", changed, of=before)


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
