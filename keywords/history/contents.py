"""Rules over what each document left behind: its job, its chunks, its objects in storage."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from keywords.history.records import Chunk, DocumentHistory, Kind, Rules, Violation

DocumentRule = Callable[[DocumentHistory, Rules], Iterator[Violation]]
NAMED = 5


def _some(values: Iterable[object]) -> str:
    """A few of them, and whether there are more."""
    listed = list(values)
    return ", ".join(map(str, listed[:NAMED])) + (" and more" if len(listed) > NAMED else "")


def _ords(chunks: Iterable[Chunk]) -> str:
    return _some(chunk.chunk_id if chunk.ord is None else chunk.ord for chunk in chunks)


def document_has_one_job(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    ids = list(dict.fromkeys(job.job_id for job in one.jobs))
    if len(ids) > 1:
        yield one.violation(Kind.JOB_TWICE, f"expected one job for the document, saw {len(ids)}: {_some(ids)}")


def chunks_were_asked_for(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunks = one.chunks + one.buffered
    if one.accepted is None and not one.jobs and chunks:
        yield one.violation(
            Kind.CHUNK_UNEXPECTED,
            f"expected chunks of known documents only, saw {len(chunks)} of a document that is not",
        )


def chunks_are_contiguous(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if not one.done:
        return
    cut = next((job.chunks for job in one.jobs if job.chunks is not None), None)
    ords = {chunk.ord for chunk in one.chunks if chunk.ord is not None}
    needed = max(cut if cut is not None else max(ords, default=0) + 1, 1)
    inside = {ord_ for ord_ in ords if 0 <= ord_ < needed}
    if len(inside) < needed:
        missing = islice((ord_ for ord_ in range(needed) if ord_ not in inside), NAMED + 1)
        yield one.violation(
            Kind.CHUNK_MISSING,
            f"expected the {needed} chunks from 0 without a gap, saw {len(inside)} of them, without {_some(missing)}",
        )
    surplus = [chunk for chunk in one.chunks if chunk.ord is None or not 0 <= chunk.ord < needed]
    if surplus:
        seen = Counter(chunk.sha for chunk in one.chunks)
        kind = Kind.CHUNK_TWICE if all(seen[chunk.sha] > 1 for chunk in surplus) else Kind.CHUNK_UNEXPECTED
        yield one.violation(kind, f"expected the {needed} chunks from 0, saw {_ords(surplus)} as well")


def chunks_are_unique(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    for what, values in (
        ("place", Counter(chunk.ord for chunk in one.chunks if chunk.ord is not None)),
        ("id", Counter(chunk.chunk_id for chunk in one.chunks)),
    ):
        doubled = [value for value, times in values.items() if times > 1]
        if doubled:
            yield one.violation(
                Kind.CHUNK_TWICE, f"expected each {what} of a chunk once, saw {_some(doubled)} more than once"
            )


def chunks_are_hashed(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunks = (chunk for chunk in one.chunks + one.buffered if chunk.text is not None)
    wrong = [chunk for chunk in chunks if hashlib.sha256((chunk.text or "").encode()).hexdigest() != chunk.sha]
    if wrong:
        yield one.violation(
            Kind.WRONG_HASH, f"expected each chunk with the SHA-256 of its text, saw another for {_ords(wrong)}"
        )
    unread = [chunk for chunk in one.chunks if not chunk.text]
    if unread:
        yield one.violation(Kind.WRONG_HASH, f"expected each chunk with its text, saw none for {_ords(unread)}")


def chunks_have_vectors(one: DocumentHistory, rules: Rules) -> Iterator[Violation]:
    wrong = [chunk for chunk in one.chunks if chunk.dimension != rules.vector_dim]
    if wrong and rules.vector_dim is not None:
        dimensions = _some(sorted({str(chunk.dimension) for chunk in wrong}))
        yield one.violation(
            Kind.WRONG_DIMENSION,
            f"expected vectors of {rules.vector_dim} dimensions, saw {dimensions} for {_ords(wrong)}",
        )


def chunks_come_from_one_chunker(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    chunkers = sorted({str(chunk.chunker) for chunk in one.chunks})
    if len(chunkers) > 1:
        yield one.violation(Kind.CHUNKERS_MIXED, f"expected one chunker for the document, saw {_some(chunkers)}")


def chunks_are_of_their_user(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    user = one.accepted.user_id if one.accepted else next((job.user_id for job in one.jobs), None)
    others = [chunk for chunk in one.chunks if chunk.user_id not in (None, user)] if user else []
    if others:
        users = _some(sorted({str(chunk.user_id) for chunk in others}))
        yield one.violation(Kind.WRONG_USER, f"expected chunks of user {user}, saw {_ords(others)} of {users}")


def buffers_are_empty(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if one.done and one.buffered:
        yield one.violation(
            Kind.BUFFER_LEFT, f"expected empty buffers once the document is done, saw {_ords(one.buffered)} left there"
        )


def deletion_left_nothing(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if not one.deleted:
        return
    for what, count in (("chunks", len(one.chunks) + len(one.buffered)), ("objects", len(one.stored))):
        if count:
            yield one.violation(Kind.LEFT_AFTER_DELETION, f"expected no {what} of a deleted document, saw {count}")


def objects_were_asked_for(one: DocumentHistory, _rules: Rules) -> Iterator[Violation]:
    if one.accepted is None and not one.jobs and one.stored:
        names = _some(f"{stored.bucket}/{stored.name}" for stored in one.stored)
        yield one.violation(Kind.OBJECT_UNEXPECTED, f"expected objects of known documents only, saw {names}")


def objects_are_there(one: DocumentHistory, rules: Rules) -> Iterator[Violation]:
    if one.storage_seen and one.done:
        buckets = {stored.bucket for stored in one.stored}
        missing = [bucket for bucket in rules.buckets if bucket not in buckets]
        if missing:
            yield one.violation(
                Kind.OBJECT_MISSING,
                f"expected an object in each of {', '.join(rules.buckets)}, saw none in {', '.join(missing)}",
            )


DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    document_has_one_job,
    chunks_were_asked_for,
    chunks_are_contiguous,
    chunks_are_unique,
    chunks_are_hashed,
    chunks_have_vectors,
    chunks_come_from_one_chunker,
    chunks_are_of_their_user,
    buffers_are_empty,
    deletion_left_nothing,
    objects_were_asked_for,
    objects_are_there,
)
