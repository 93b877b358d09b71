"""The chunks of documents as the database holds them for search, with their vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keywords.contract.people import needs
from keywords.contract.place import Place
from keywords.contract.querying import rows

CHUNKS = """
SELECT chunk_id::text, document_id::text, chunk_ord, text, chunk_sha, chunker_params, embed_model, vector_dim,
       embedding::real[]
FROM {chunks} WHERE document_id::text = ANY(%s) ORDER BY document_id, chunk_ord
"""


@dataclass(frozen=True)
class StoredChunk:
    chunk_id: str
    document_id: str
    ord: int
    text: str
    sha: str
    parameters: Mapping[str, int]  # of the chunker: characters, overlap
    model: str  # that made the vector
    dimensions: int  # that the row names
    vector: Sequence[float]

    @property
    def ids(self) -> dict[str, str]:
        return {"document": self.document_id, "chunk": self.chunk_id}


def chunks_of(place: Place, *document_ids: str) -> list[StoredChunk]:
    """The chunks of these documents, in order."""
    needs(place.environment, "vectors")
    found = rows(place, CHUNKS, list(document_ids))
    return [StoredChunk(*row) for row in found]
