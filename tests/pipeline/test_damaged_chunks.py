"""Chunks that are lost or changed before they have vectors are cut again; search never finds a false text."""

import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.jobs import event_codes
from tests.pipeline.locks import locked, waiting_for
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import call_count, weather

BUFFER = "upload_pipeline.document_chunk_buffer"
CHANGED = "translate({column}, '0123456789', '9876543210')"


def change(column: str) -> str:
    return f"UPDATE {BUFFER} SET {column} = {CHANGED.format(column=column)} WHERE document_id = $1::uuid RETURNING 1"


def vector_calls(stack: Stack) -> int:
    """How often workers asked the model for vectors, answered or not."""
    return call_count(stack.urls["openai"], "POST /v1/embeddings")


def test_chunks_damaged_while_their_vectors_are_fetched_are_cut_again(stack: Stack) -> None:
    person, before = Person(stack.urls["api"]), vector_calls(stack)
    damages = [
        change("text"),
        change("chunk_sha"),
        f"DELETE FROM {BUFFER} WHERE document_id = $1::uuid AND chunk_ord = 0 RETURNING 1",
    ]
    with weather(stack.urls["openai"], mode="hang"):
        uploads = [person.upload(generate(f"damaged {n}", pages=2)) for n in range(len(damages))]
        eventually(
            lambda: vector_calls(stack),
            lambda count: count >= before + len(uploads),
            "all to be at the model",
        )
        for upload in uploads:
            person.wait(upload, stage="embedding")
        for upload, damage in zip(uploads, damages, strict=True):
            assert sql(stack.database, damage, upload.document_id)
    assert_clean(stack, uploads)


def test_chunks_changed_just_before_their_vectors_are_stored_are_cut_again(stack: Stack) -> None:
    """The worker has its vectors but cannot store them before the text has changed."""
    person, vectors = Person(stack.urls["api"]), "document_vector_buffer"
    with locked(stack, vectors, "SHARE"):
        upload = person.upload(generate("damaged just now", pages=2))
        eventually(lambda: waiting_for(stack, vectors), bool, "the worker to have vectors")
        assert sql(stack.database, change("text"), upload.document_id)
    eventually(
        lambda: event_codes(stack, [upload], "retry"),
        lambda seen: seen == ["chunks_missing"],
        "the worker to notice the change",
    )
    assert_clean(stack, [upload])


@pytest.mark.parametrize("column", ["text", "chunk_sha"])
def test_changed_chunks_that_have_their_vectors_already_are_cut_again(stack: Stack, column: str) -> None:
    """As after a crash between two batches: the first has its vectors and would not be embedded again."""
    person, before = Person(stack.urls["api"]), vector_calls(stack)
    with weather(stack.urls["openai"], mode="hang"):
        upload = person.upload(generate(f"damaged with vectors, {column}", pages=2))
        eventually(lambda: vector_calls(stack), lambda count: count > before, "the worker to call the model")
        vectors = f"""
            INSERT INTO upload_pipeline.document_vector_buffer
                (chunk_id, document_id, embed_model, embed_version, vector_dim, embedding)
            SELECT chunk_id, document_id, 'text-embedding-3-small', '1', 1536, array_fill(0.5, ARRAY[1536])::vector
            FROM {BUFFER} WHERE document_id = $1::uuid RETURNING 1"""
        assert sql(stack.database, f"WITH given AS ({vectors}) {change(column)}", upload.document_id)
    assert_clean(stack, [upload])
