"""Chunks and their vectors: how a text was cut, and what search keeps of each piece."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from robot.api.deco import keyword, library

from keywords.basics.errors import Absent
from keywords.contract.chunk_rows import StoredChunk, chunks_of
from keywords.contract.people import Uploaded
from keywords.evidence.model import Case
from keywords.history import passages, vectors
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator

NUMBERED, CONTINUE = "chunks numbered in turn", "chunks that continue the text"
OVERLAP, SIZE = "chunks that overlap as their parameters say", "chunks of the size that their parameters say"
TABLES, ALIKE = "tables whole in a chunk", "chunks cut alike from the same text"
MODELS, LENGTHS, DIMENSIONS = "models of the vectors", "vectors of length one", "dimensions of the vectors"
OWN_VECTOR, SHARED = "vectors alike for the same text", "vectors that differ with the text"
SIZE_OF, OVERLAP_OF = "characters", "overlap"  # the parameters of a chunker
MOST = 2  # times as many chunks as the text needs at least, since a chunker keeps blocks whole


@library(scope="GLOBAL", converters=CONVERTERS)
class chunks(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The chunks of an embedded document, as the database holds them for search, against the stored text."""

    @keyword
    @observes(NUMBERED)
    def get_numbered_chunks(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's chunks that are numbered from 0, without a gap and without a repetition.

        | Get Numbered Chunks | ${report} | == | 100 % |
        """
        found = self._chunks(document)
        cases = [Case.of("the number of a chunk", place, chunk.ord, **chunk.ids) for place, chunk in enumerate(found)]
        return self.share(NUMBERED, cases, operator, expected)

    @keyword
    @observes(CONTINUE)
    def get_continuing_chunks(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's chunks that are a passage of its text, with no word lost before or behind it.

        | Get Continuing Chunks | ${report} | == | 100 % |
        """
        found, text = self._chunks(document), self._text(document)
        cases = continuing(text, found)
        return self.share(CONTINUE, cases, operator, expected)

    @keyword
    @observes(OVERLAP)
    def get_overlapping_chunks(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's chunks that repeat the end of the chunk before, as long as their parameters say.

        At most as long, and at least half, since a chunker may begin with a line or a word.

        | Get Overlapping Chunks | ${report} | == | 100 % |
        """
        found, text = self._chunks(document), self._text(document)
        cases = overlapping(text, found)
        return self.share(OVERLAP, cases, operator, expected)

    @keyword
    @observes(SIZE)
    def get_chunks_of_agreed_size(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's chunks that are as long as their parameters say: none longer, and not too many.

        | Get Chunks Of Agreed Size | ${report} | == | 100 % |
        """
        found, text = self._chunks(document), self._text(document)
        cases = of_agreed_size(text, found)
        return self.share(SIZE, cases, operator, expected)

    @keyword
    @observes(TABLES)
    def get_whole_tables(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of the tables in a document's text that stand whole in a chunk, of those that fit into one.

        | Get Whole Tables | ${report} | == | 100 % |
        """
        found, text = self._chunks(document), self._text(document)
        cases = whole_tables(text, found, document.ids)
        return self.share(TABLES, cases, operator, expected)

    @keyword
    @observes(ALIKE)
    def get_chunks_cut_alike(
        self, document: Uploaded, other: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's chunks that a second document with the same text has, too, in the same place.

        | Get Chunks Cut Alike | ${report} | ${twin} | == | 100 % |
        """
        there = {chunk.ord: (chunk.sha, chunk.text) for chunk in self._chunks(other)}
        found = self._chunks(document)
        cases = [
            Case.judged(
                f"chunk {chunk.ord}",
                there.get(chunk.ord) == (chunk.sha, chunk.text),
                "the same chunk in both documents",
                there.get(chunk.ord, ("", "no such chunk"))[1],
                other=other.document_id,
                **chunk.ids,
            )
            for chunk in found
        ]
        cases.append(Case.of("number of chunks", len(found), len(there), **document.ids, other=other.document_id))
        return self.share(ALIKE, cases, operator, expected)

    # Vectors

    @keyword
    @observes(MODELS)
    def get_embedding_models(self, document: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The models that the vectors of a document are said to come from, each once.

        | Get Embedding Models | ${report} | == | text-embedding-3-small |
        """
        models = dict.fromkeys(chunk.model for chunk in self._chunks(document))
        return self.items(MODELS, models, operator, expected, **document.ids)

    @keyword
    @observes(DIMENSIONS)
    def get_vector_dimensions(self, document: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The dimensions of a document's vectors, counted and as their rows say, each once.

        | Get Vector Dimensions | ${report} | == | 1536 |
        """
        counted = [number for chunk in self._chunks(document) for number in (len(chunk.vector), chunk.dimensions)]
        return self.items(DIMENSIONS, dict.fromkeys(counted), operator, expected, **document.ids)

    @keyword
    @observes(LENGTHS)
    def get_vectors_of_length_one(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's vectors that have length one, computed from their numbers.

        | Get Vectors Of Length One | ${report} | == | 100 % |
        """
        cases = [
            Case.judged("a vector", abs(seen - 1) < 1e-3, "length 1", f"{seen:.4f}", **chunk.ids)
            for chunk in self._chunks(document)
            for seen in [vectors.length(chunk.vector)]
        ]
        return self.share(LENGTHS, cases, operator, expected)

    @keyword
    @observes(OWN_VECTOR)
    def get_vectors_alike(
        self, document: Uploaded, other: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of texts that two documents have in common for which both keep the same vector.

        | Get Vectors Alike | ${report} | ${twin} | == | 100 % |
        """
        there = {chunk.text: chunk.vector for chunk in self._chunks(other)}
        cases = [
            Case.judged(
                f"chunk {chunk.ord}", vectors.alike(chunk.vector, there[chunk.text]), "the same vector", **chunk.ids
            )
            for chunk in self._chunks(document)
            if chunk.text in there
        ]
        return self.share(OWN_VECTOR, cases, operator, expected)

    @keyword
    @observes(SHARED)
    def get_distinct_vectors(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's chunks whose vector no chunk with another text has.

        | Get Distinct Vectors | ${report} | == | 100 % |
        """
        found = self._chunks(document)
        cases = [
            Case.judged(
                f"chunk {chunk.ord}",
                not any(one.text != chunk.text and vectors.alike(one.vector, chunk.vector) for one in found),
                "a vector of its own",
                **chunk.ids,
            )
            for chunk in found
        ]
        return self.share(SHARED, cases if len(found) > 1 else [], operator, expected)

    def _chunks(self, document: Uploaded) -> list[StoredChunk]:
        return chunks_of(self.world, document.document_id)

    def _text(self, document: Uploaded) -> str:
        return document.person.content(document.document_id)


def parameter(chunk: StoredChunk, name: str) -> int:
    """A parameter of the chunker, as the chunk's own row names it."""
    if name not in (chunk.parameters or {}):
        raise Absent(f"the parameters of the chunker name no {name}; they are {chunk.parameters}")
    return int(chunk.parameters[name])


def continuing(text: str, found: Sequence[StoredChunk]) -> list[Case]:
    """A case for each border, and for the words before the first chunk and behind the last."""
    texts, cases = [chunk.text for chunk in found], list[Case]()
    for (_, chunk), border in zip(pairwise(found), passages.borders(text, texts), strict=True):
        seen = "no passage behind the chunk before" if border is None else border.lost or "nothing lost"
        good = border is not None and not border.lost
        cases.append(Case.judged(f"chunk {chunk.ord}", good, "nothing lost", seen, **chunk.ids))
    if found:
        before, behind = passages.ends_lost(text, texts)
        cases.append(Case.of("words before the first chunk", "", before, **found[0].ids))
        cases.append(Case.of("words behind the last chunk", "", behind, **found[-1].ids))
    return cases


def overlapping(text: str, found: Sequence[StoredChunk]) -> list[Case]:
    """A case for each border. A short chunk is repeated in full at most."""
    cases = list[Case]()
    shared = passages.borders(text, [chunk.text for chunk in found])
    for (before, chunk), border in zip(pairwise(found), shared, strict=True):
        most = parameter(chunk, OVERLAP_OF)
        least = min(most, len(passages.even(before.text))) // 2
        seen = border.shared if border else 0
        good = border is not None and least <= seen <= most
        expected = f"{least} to {most} characters of the chunk before"
        cases.append(Case.judged(f"chunk {chunk.ord}", good, expected, f"{seen} characters", **chunk.ids))
    return cases


def of_agreed_size(text: str, found: Sequence[StoredChunk]) -> list[Case]:
    """A case for each chunk, and one for their number."""
    cases = [
        Case.judged(
            f"chunk {chunk.ord}",
            0 < len(chunk.text) <= most,
            f"at most {most} characters",
            len(chunk.text),
            **chunk.ids,
        )
        for chunk in found
        for most in [parameter(chunk, SIZE_OF)]
    ]
    if found:
        size, overlap = (parameter(found[0], name) for name in (SIZE_OF, OVERLAP_OF))
        most = MOST * passages.needed(text, size, overlap)
        said = f"at most {most}"
        cases.append(Case.judged("number of chunks", len(found) <= most, said, len(found), **found[0].ids))
    return cases


def whole_tables(text: str, found: Sequence[StoredChunk], ids: dict[str, str]) -> list[Case]:
    """A case for each table that fits into a chunk beside the overlap."""
    if not found:
        return []
    room = parameter(found[0], SIZE_OF) - parameter(found[0], OVERLAP_OF)
    texts = [passages.even(chunk.text) for chunk in found]
    fitting: Iterable[str] = (table for table in passages.tables(text) if len(table) <= room)
    return [
        Case.judged(
            f"a table of {len(table.splitlines())} lines",
            any(passages.even(table) in each for each in texts),
            "whole in one chunk",
            "in parts",
            **ids,
        )
        for table in fitting
    ]
