"""Test data: it carries the prefix of its environment, leaves other data alone, and is removed without a trace."""

from collections.abc import Sequence
from typing import Any

from keywords.basics.errors import Absent
from keywords.contract.histories import records_of
from keywords.contract.people import Person, Uploaded
from keywords.contract.querying import rows
from keywords.contract.storage import BUCKETS, Storage
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure, possible, share
from keywords.experiments.documents.outcomes import note_ends, process_document
from keywords.running.catalogue import control, experiment
from keywords.safety.guard import Creation, Removal, refusal
from keywords.world import World

DOCUMENTS = 2
LEFT = "SELECT document_id::text FROM {documents} WHERE document_id::text = ANY(%s)"
OF_OTHERS = "SELECT document_id::text, file_sha256, updated_at FROM {documents} WHERE user_id::text <> %s"
OUTSIDER = "somebody@example.org"  # an account without the prefix


@experiment(
    "test data created and removed",
    (
        control("documents embedded", "== 100 %"),
        "test data without the prefix",
        "rows left by test data",
        "objects left by test data",
        "other users' documents changed",
        "actions on others' data refused by the guard",
    ),
    documents=DOCUMENTS,
)
def create_and_remove_test_data(world: World) -> None:
    """A test user uploads documents and deletes them beside another user, whose data stays as it was."""
    stays = world.person()
    process_document(stays, "that stays")
    leaves = world.person()
    before = set(rows_if_known(world, OF_OTHERS, leaves.user_id))
    uploads = [leaves.upload(generate(f"that goes {n}", pages=1)) for n in range(DOCUMENTS)]
    note_ends([leaves.wait_for_end(uploaded) for uploaded in uploads])
    names = names_of(leaves, uploads)
    prefix = world.environment.guard.prefix
    named = [Case.judged(name, name.startswith(prefix), f"{prefix}…", name, user=leaves.user_id) for name in names]
    count("test data without the prefix", named)
    actions: dict[str, Creation | Removal] = {"a creation": Creation(OUTSIDER), "a removal": Removal(OUTSIDER)}
    said = {what: refusal(world.environment, action) for what, action in actions.items()}
    cases = [Case.judged(f"{what} of {OUTSIDER}", bool(no), "a refusal", no or "allowed") for what, no in said.items()]
    share("actions on others' data refused by the guard", cases)
    ids = [uploaded.document_id for uploaded in uploads]
    for document_id in ids:
        leaves.delete(document_id)
    left = records_of(world, uploads)
    held = [str(row[0]) for row in rows_if_known(world, LEFT, ids)]
    held += [job.document_id for job in left.jobs]
    held += [event.document_id for event in left.events]
    held += [chunk.document_id for chunk in left.chunks]
    rows_left = [held.count(document_id) for document_id in ids]
    measure("rows left by test data", rows_left, by=sum, detail="; ".join(sorted(set(held))))
    with possible("objects left by test data"), Storage(world) as storage:
        objects = [
            [name for bucket in BUCKETS for name in storage.names(bucket, f"{leaves.user_id}/{document_id}")]
            for document_id in ids
        ]
        detail = "; ".join(name for names in objects for name in names)
        measure("objects left by test data", list(map(len, objects)), by=sum, detail=detail)
    after = {row[0]: row[1:] for row in rows_if_known(world, OF_OTHERS, leaves.user_id)}
    cases = [Case.of("a row of another user", row[1:], after.get(row[0]), document=row[0]) for row in before]
    count("other users' documents changed", cases)


def names_of(person: Person, uploads: Sequence[Uploaded]) -> list[str]:
    """What must carry the prefix, as the pipeline stores it: the account, or each document if the account was given."""
    if person.mark:
        return [str(person.document(uploaded.document_id)["filename"]) for uploaded in uploads]
    account = person.me() if person.environment.has("me") else {}
    return [str(account.get("email") or person.email)]


def rows_if_known(world: World, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement reads; none if the database has another layout."""
    try:
        return rows(world, statement, *parameters)
    except Absent:
        return []
