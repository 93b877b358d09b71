"""Chunks that are lost or changed before they have their vectors are cut anew; nothing false is ever found."""

import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, eventually
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_hard_workers import calls, connected, waiting
from tests.pipeline.test_workers import codes

BUFFER = "upload_pipeline.document_chunk_buffer"
TURNED = "translate({column}, '0123456789', '9876543210')"


def change(column: str) -> str:
    return f"UPDATE {BUFFER} SET {column} = {TURNED.format(column=column)} WHERE document_id = $1::uuid RETURNING 1"


def asked(stack: Stack) -> int:
    """How often the model was asked for vectors, answered or not."""
    return int(calls(stack.urls["openai"])["calls"].get("POST /v1/embeddings", {"count": 0})["count"])


def test_those_that_their_vectors_are_being_fetched_for(stack: Stack) -> None:
    person, before = Person(stack.urls["api"]), asked(stack)
    damages = [
        change("text"), change("chunk_sha"),
        f"DELETE FROM {BUFFER} WHERE document_id = $1::uuid AND chunk_ord = 0 RETURNING 1",
    ]  # fmt: skip
    with weather(stack.urls["openai"], mode="hang"):
        uploads = [person.upload(generate(f"damaged {n}", pages=2)) for n in range(len(damages))]
        eventually(lambda: asked(stack), lambda count: count >= before + len(uploads), "all to be at the model")
        for upload in uploads:
            person.wait(upload, stage="embedding")
        for upload, damage in zip(uploads, damages, strict=True):
            assert sql(stack.database, damage, upload.document_id)
    assert_clean(stack, uploads)


def test_those_whose_vectors_arrive_after_the_change(stack: Stack) -> None:
    """The worker has its vectors, and cannot put them down before the text is another."""
    person, vectors = Person(stack.urls["api"]), "upload_pipeline.document_vector_buffer"
    with connected(stack) as other:
        other.cursor().execute(f"LOCK TABLE {vectors} IN SHARE MODE")
        upload = person.upload(generate("damaged just now", pages=2))
        wants = f"relation = '{vectors}'::regclass"
        eventually(lambda: waiting(stack, wants), bool, "the worker to have vectors")
        assert sql(stack.database, change("text"), upload.document_id)
    eventually(lambda: codes(stack, [upload], "retry"), lambda seen: seen == ["chunks_missing"], "it to be noticed")
    assert_clean(stack, [upload])


@pytest.mark.parametrize("column", ["text", "chunk_sha"])
def test_those_that_have_their_vectors_already(stack: Stack, column: str) -> None:
    """As after a crash between two batches: the first has its vectors, and is not embedded again."""
    person, before = Person(stack.urls["api"]), asked(stack)
    with weather(stack.urls["openai"], mode="hang"):
        upload = person.upload(generate(f"damaged with vectors, {column}", pages=2))
        eventually(lambda: asked(stack), lambda count: count > before, "the model to be asked")
        vectors = f"""
            INSERT INTO upload_pipeline.document_vector_buffer
                (chunk_id, document_id, embed_model, embed_version, vector_dim, embedding)
            SELECT chunk_id, document_id, 'text-embedding-3-small', '1', 1536, array_fill(0.5, ARRAY[1536])::vector
            FROM {BUFFER} WHERE document_id = $1::uuid RETURNING 1"""
        assert sql(stack.database, f"WITH given AS ({vectors}) {change(column)}", upload.document_id)
    assert_clean(stack, [upload])
