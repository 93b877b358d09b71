"""Many chunks for search, copied into the database: generated texts, with vectors from the pipeline's embedding."""

import random
import uuid
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import asyncpg

from keywords.documents.languages import LANGUAGES
from pipeline.database.pool import encode_vector
from pipeline.settings import load
from pipeline.simulators.vectors import embed

CHUNKS_PER_DOCUMENT = 10
BATCH = 1000  # chunks, in whole documents
SENTENCES = 14
SUBJECTS = 300
INDEX = "chunks_by_meaning"
DOCUMENT_COLUMNS = (
    "document_id",
    "user_id",
    "filename",
    "mime",
    "bytes_len",
    "file_sha256",
    "raw_path",
    "processing_status",
)
CHUNK_COLUMNS = (
    "chunk_id",
    "document_id",
    "user_id",
    "chunker_name",
    "chunker_version",
    "chunker_params",
    "chunk_ord",
    "text",
    "chunk_sha",
    "embed_model",
    "embed_version",
    "vector_dim",
    "embedding",
)
SETTINGS = load()


@dataclass(frozen=True)
class Passage:
    """The text of one chunk, and two questions that it answers."""

    text: str
    question: str  # in the words of one of its sentences
    bare: str  # only about a name that is in no other chunk


def passage(number: int) -> Passage:
    """About 1,000 characters of a document, with one planted fact; the same number always gives the same passage.

    As in real archives, documents share subjects: some words of a document are its own, some belong to its subject,
    and the rest occur everywhere.
    """
    rng, language = random.Random(number), LANGUAGES["en"]
    own, subject = words_of(number // CHUNKS_PER_DOCUMENT)
    sentences = [_sentence(rng, own, subject, language.words) for _ in range(SENTENCES)]
    who, policy = coined(rng).capitalize(), f"{rng.choice('ABCDEFGH')}-{rng.randrange(10**6, 10**7)}"
    question = f"Where is it said that {rng.choice(sentences).lower().rstrip('.')}?"
    fact = language.sentence.format(who=who, page=1 + number % 90, number=policy)
    sentences.insert(rng.randrange(SENTENCES), fact)
    return Passage(" ".join(sentences), question, language.question.format(who=who))


@lru_cache(maxsize=1024)
def words_of(document: int) -> tuple[list[str], list[str]]:
    """The document's own words, and those of its subject."""
    rng = random.Random(f"document {document}")
    subject = random.Random(f"subject {rng.randrange(SUBJECTS)}")
    return [coined(rng) for _ in range(20)], [coined(subject) for _ in range(40)]


def coined(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4))


def _sentence(rng: random.Random, *vocabularies: Sequence[str]) -> str:
    words = [rng.choice(rng.choice(vocabularies)) for _ in range(rng.randint(7, 12))]
    return " ".join(words).capitalize() + "."


async def connect(url: str) -> asyncpg.Connection:
    conn = await asyncpg.connect(url, command_timeout=900)
    await conn.set_type_codec("vector", schema="public", encoder=bytes, decoder=bytes, format="binary")
    return conn


async def fill(conn: asyncpg.Connection, owners: dict[str, range]) -> None:
    """Give users the passages with these numbers, embedded. The index is dropped and rebuilt, which is far quicker."""
    definition = await conn.fetchval("SELECT indexdef FROM pg_indexes WHERE indexname = $1", INDEX)
    await conn.execute(f"DROP INDEX upload_pipeline.{INDEX}")
    batches = [
        (uuid.UUID(owner), range(start, min(start + BATCH, numbers.stop)))
        for owner, numbers in owners.items()
        for start in range(numbers.start, numbers.stop, BATCH)
    ]
    with ProcessPoolExecutor() as pool:
        for (owner, batch), embedded in zip(batches, pool.map(_embedded, [b for _, b in batches]), strict=True):
            await _copy(conn, owner, batch, embedded)
    await conn.execute("SET maintenance_work_mem = '2GB'")
    await conn.execute("SET max_parallel_maintenance_workers = 2")
    await conn.execute(definition)
    await conn.execute("VACUUM ANALYZE upload_pipeline.document_chunks")


def _embedded(numbers: range) -> list[tuple[str, bytes]]:
    texts = [passage(number).text for number in numbers]
    return [(text, encode_vector(embed(text, SETTINGS.embed_dimensions))) for text in texts]


async def _copy(conn: asyncpg.Connection, user: uuid.UUID, numbers: range, embedded: list[tuple[str, bytes]]) -> None:
    ids = {number // CHUNKS_PER_DOCUMENT: uuid.uuid4() for number in numbers}
    documents = [
        (i, user, "corpus.pdf", "application/pdf", 5000, sha256(i.bytes).hexdigest(), f"raw/{i}", "embedded")
        for i in ids.values()
    ]
    chunker, model = ("markdown", "1", "{}"), (SETTINGS.embed_model, "1", SETTINGS.embed_dimensions)
    chunks = []
    for number, (text, vector) in zip(numbers, embedded, strict=True):
        document, place = divmod(number, CHUNKS_PER_DOCUMENT)
        sha = sha256(text.encode()).hexdigest()
        chunks.append((uuid.uuid4(), ids[document], user, *chunker, place, text, sha, *model, vector))
    into: dict[str, Any] = {"schema_name": "upload_pipeline"}
    await conn.copy_records_to_table("documents", records=documents, columns=DOCUMENT_COLUMNS, **into)
    await conn.copy_records_to_table("document_chunks", records=chunks, columns=CHUNK_COLUMNS, **into)
