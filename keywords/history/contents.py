"""Rules over what each document left: its job, its chunks, its objects in storage."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from keywords.history.records import Chunk, DocumentHistory, Kind, Rules, Violation

DocumentRule = Callable[[DocumentHistory, Rules], Iterator[Violation]]
NAMED = 5


def _some(values: Iterable[object]) -> str:
    """The first few values, and whether there are more."""
    listed = list(values)
    return ", ".join(map(str, listed[:NAMED])) + (" and more" if len(listed) > NAMED else "")


def _ords(chunks: Iterable[Chunk]) -> str:
    return _some(chunk.chunk_id if chunk.ord is None else chunk.ord for chunk in chunks)


def document_has_one_job(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    ids = list(dict.fromkeys(job.job_id for job in document.jobs))
    if len(ids) > 1:
        yield document.violation(Kind.JOB_TWICE, "one job for the document", f"{len(ids)}: {_some(ids)}")


def chunks_were_requested(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunks = document.chunks + document.buffered
    if document.accepted is None and not document.jobs and chunks:
        seen = f"{len(chunks)} of a document that does not exist"
        yield document.violation(Kind.CHUNK_UNEXPECTED, "only chunks of known documents", seen)


def chunks_are_contiguous(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if not document.done:
        return
    cut = next((job.chunks for job in document.jobs if job.chunks is not None), None)
    ords = {chunk.ord for chunk in document.chunks if chunk.ord is not None}
    needed = max(cut if cut is not None else max(ords, default=0) + 1, 1)
    inside = {ord_ for ord_ in ords if 0 <= ord_ < needed}
    if len(inside) < needed:
        missing = islice((ord_ for ord_ in range(needed) if ord_ not in inside), NAMED + 1)
        seen = f"{len(inside)} of them, without {_some(missing)}"
        yield document.violation(Kind.CHUNK_MISSING, f"the {needed} chunks from 0 without a gap", seen)
    surplus = [chunk for chunk in document.chunks if chunk.ord is None or not 0 <= chunk.ord < needed]
    if surplus:
        times = Counter(chunk.sha for chunk in document.chunks)
        kind = Kind.CHUNK_TWICE if all(times[chunk.sha] > 1 for chunk in surplus) else Kind.CHUNK_UNEXPECTED
        yield document.violation(kind, f"the {needed} chunks from 0", f"{_ords(surplus)} as well")


def chunks_are_unique(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    for what, values in (
        ("position", Counter(chunk.ord for chunk in document.chunks if chunk.ord is not None)),
        ("id", Counter(chunk.chunk_id for chunk in document.chunks)),
    ):
        doubled = [value for value, times in values.items() if times > 1]
        if doubled:
            yield document.violation(Kind.CHUNK_TWICE, f"each chunk {what} once", f"{_some(doubled)} more than once")


def chunks_are_hashed(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunks = (chunk for chunk in document.chunks + document.buffered if chunk.text is not None)
    wrong = [chunk for chunk in chunks if hashlib.sha256((chunk.text or "").encode()).hexdigest() != chunk.sha]
    if wrong:
        seen = f"a different hash for {_ords(wrong)}"
        yield document.violation(Kind.WRONG_HASH, "each chunk with the SHA-256 of its text", seen)
    empty = [chunk for chunk in document.chunks if not chunk.text]
    if empty:
        yield document.violation(Kind.WRONG_HASH, "each chunk with its text", f"no text for {_ords(empty)}")


def chunks_have_vectors(document: DocumentHistory, rules: Rules) -> Iterator[Violation]:
    wrong = [chunk for chunk in document.chunks if chunk.dimension != rules.vector_dim]
    if wrong and rules.vector_dim is not None:
        seen = f"{_some(sorted({str(chunk.dimension) for chunk in wrong}))} for {_ords(wrong)}"
        yield document.violation(Kind.WRONG_DIMENSION, f"vectors of {rules.vector_dim} dimensions", seen)


def chunks_come_from_one_chunker(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunkers = sorted({str(chunk.chunker) for chunk in document.chunks})
    if len(chunkers) > 1:
        yield document.violation(Kind.CHUNKERS_MIXED, "one chunker for the document", _some(chunkers))


def chunks_belong_to_their_user(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    user = document.accepted.user_id if document.accepted else next((job.user_id for job in document.jobs), None)
    others = [chunk for chunk in document.chunks if chunk.user_id not in (None, user)] if user else []
    if others:
        users = _some(sorted({str(chunk.user_id) for chunk in others}))
        yield document.violation(Kind.WRONG_USER, f"chunks of user {user}", f"{_ords(others)} of {users}")


def buffers_are_empty(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if document.done and document.buffered:
        seen = f"{_ords(document.buffered)} left there"
        yield document.violation(Kind.BUFFER_LEFT, "empty buffers once the document is done", seen)


def deletion_left_nothing(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if not document.deleted:
        return
    for what, left in (("chunks", document.chunks + document.buffered), ("objects", document.stored)):
        if left:
            yield document.violation(Kind.LEFT_AFTER_DELETION, f"no {what} of a deleted document", len(left))


def objects_were_requested(document: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if document.accepted is None and not document.jobs and document.stored:
        names = _some(f"{stored.bucket}/{stored.name}" for stored in document.stored)
        yield document.violation(Kind.OBJECT_UNEXPECTED, "only objects of known documents", names)


def objects_exist(document: DocumentHistory, rules: Rules) -> Iterator[Violation]:
    if document.storage_read and document.done:
        buckets = {stored.bucket for stored in document.stored}
        missing = [bucket for bucket in rules.buckets if bucket not in buckets]
        if missing:
            expected = f"an object in each of {', '.join(rules.buckets)}"
            yield document.violation(Kind.OBJECT_MISSING, expected, f"none in {', '.join(missing)}")


DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    document_has_one_job,
    chunks_were_requested,
    chunks_are_contiguous,
    chunks_are_unique,
    chunks_are_hashed,
    chunks_have_vectors,
    chunks_come_from_one_chunker,
    chunks_belong_to_their_user,
    buffers_are_empty,
    deletion_left_nothing,
    objects_were_requested,
    objects_exist,
)
