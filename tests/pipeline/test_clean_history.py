"""`assert_clean` accepts a clean history and finds each fault that is planted in one."""

from dataclasses import replace

import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload


@pytest.fixture(scope="module")
def uploads(stack: Stack) -> list[Upload]:
    person = Person(stack.urls["api"])
    return [person.embed(generate(f"judged {n}", pages=1)) for n in range(2)]


def test_a_clean_history_is_accepted(stack: Stack, uploads: list[Upload]) -> None:
    found = assert_clean(stack, uploads)
    assert {job.job_id for job in found.jobs} == {upload.job_id for upload in uploads}


def test_an_empty_batch_is_refused(stack: Stack) -> None:
    with pytest.raises(AssertionError, match="nothing was uploaded"):
        assert_clean(stack, [])


def test_an_unexpected_document_is_found(stack: Stack, uploads: list[Upload]) -> None:
    with pytest.raises(AssertionError, match="job unexpected"):
        assert_clean(stack, uploads[:1])


def test_a_fact_that_is_missing_or_in_another_document_is_found(stack: Stack, uploads: list[Upload]) -> None:
    first, second = uploads
    with pytest.raises(AssertionError, match="lacks"):
        assert_clean(stack, [replace(first, document=generate("never uploaded", pages=1)), second])
    chunk = "UPDATE upload_pipeline.document_chunks SET text = {0}, chunk_sha = encode(sha256(({0})::bytea), 'hex') "
    where = "WHERE document_id = $1::uuid AND chunk_ord = 0"
    answer = first.document.facts[0].answer
    sql(stack.database, chunk.format(f"text || '{answer}'") + where, second.document_id)
    try:
        with pytest.raises(AssertionError, match="planted in"):
            assert_clean(stack, uploads)
    finally:
        sql(stack.database, chunk.format(f"replace(text, '{answer}', '')") + where, second.document_id)
    assert_clean(stack, uploads)


def test_an_unexpected_end_is_found(stack: Stack, uploads: list[Upload]) -> None:
    with pytest.raises(AssertionError, match="expected the end deadletter, saw done"):
        assert_clean(stack, uploads, dead={uploads[1].job_id: "no_text"})
