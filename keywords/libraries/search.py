"""Search: how many passages, which ones, in what order, and how near they are."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from robot.api.deco import keyword, library

from keywords.contract import answers
from keywords.contract.chunk_rows import StoredChunk, chunks_of
from keywords.contract.people import Person, Uploaded
from keywords.evidence.model import Case
from keywords.experiments.documents.facts import passage_ids
from keywords.history import vectors
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Jobs, Operator

NUMBER, OUTCOME, ORDER = "passages of a search", "outcome of a search", "passages in the order of their scores"
RANGE, EXACT = "scores within their range", "passages ranked as their vectors say"
FIRST, STORED, AGAIN = (
    "chunks found first by their own text",
    "passages as they are stored",
    "passages found again by the same question",
)
NEAREST = 5  # passages that are compared for each question
MANY = 50  # the most passages that the contract gives
LEAST_SCORE, MOST_SCORE = -1.0, 1.0  # a cosine
NO_PASSAGE: Mapping[str, Any] = {"text": "no passage", "score": 0.0}
OFF = 2e-3  # how much a score may be off


@library(scope="GLOBAL", converters=CONVERTERS)
class search(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """What users get for a question. Whether a fact is found at all, the library `agent` says."""

    @keyword
    @observes(NUMBER)
    def get_passage_count(
        self, user: Person, question: str, operator: Operator = NONE, expected: Amount = NOTHING, *, k: int = NEAREST
    ) -> float:
        """How many passages a question gets.

        | Get Passage Count | ${anna} | ${fact.question} | == | 3 passages | k=3 |
        """
        return self.number(NUMBER, len(user.search(question, k)), operator, expected, user=user.user_id)

    @keyword
    @observes(OUTCOME)
    def get_search_outcome(
        self, user: Person, question: str, operator: Operator = NONE, expected: str = "", *, k: str = "5"
    ) -> str:
        """How the API answers a search: accepted, malformed, ...

        | Get Search Outcome | ${anna} | ${fact.question} | == | malformed | k=0 |
        """
        number: int | str = int(k) if k.lstrip("-").isdigit() else k
        answer = user.call("search", {"question": question, "k": number})
        said = answers.outcome(user.environment, "search", answer.status_code)
        return self.text(OUTCOME, said, operator, expected, user=user.user_id, **answers.correlation(answer))

    @keyword
    @observes(ORDER)
    def get_passages_in_order(
        self, user: Person, question: str, operator: Operator = NONE, expected: Amount = NOTHING, *, k: int = MANY
    ) -> float:
        """The share of the passages to a question that have no higher score than the passage before.

        | Get Passages In Order | ${anna} | ${fact.question} | == | 100 % |
        """
        found = user.search(question, k)
        cases = [
            Case.judged(
                f"score of passage {place}",
                later["score"] <= one["score"],
                f"at most {one['score']:.4f}",
                f"{later['score']:.4f}",
                user=user.user_id,
                **passage_ids(later),
            )
            for place, (one, later) in enumerate(pairwise(found), 2)
        ]
        return self.share(ORDER, cases, operator, expected)

    @keyword
    @observes(RANGE)
    def get_scores_in_range(
        self, user: Person, question: str, operator: Operator = NONE, expected: Amount = NOTHING, *, k: int = MANY
    ) -> float:
        """The share of the passages to a question whose score is a cosine: from -1 to 1.

        | Get Scores In Range | ${anna} | ${fact.question} | == | 100 % |
        """
        cases = [
            Case.judged(
                f"score of passage {place}",
                LEAST_SCORE - OFF <= each["score"] <= MOST_SCORE + OFF,
                f"{LEAST_SCORE:g} to {MOST_SCORE:g}",
                each["score"],
                user=user.user_id,
                **passage_ids(each),
            )
            for place, each in enumerate(user.search(question, k), 1)
        ]
        return self.share(RANGE, cases, operator, expected)

    @keyword
    @observes(AGAIN)
    def get_passages_found_again(
        self, user: Person, question: str, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the passages to a question that the same question gets again, in the same place.

        | Get Passages Found Again | ${anna} | ${fact.question} | == | 100 % |
        """
        once, again = ([str(each["chunk_id"]) for each in user.search(question, NEAREST)] for _ in range(2))
        found = [*again, *["none"] * len(once)]
        cases = [Case.of(f"passage {n}", one, found[n - 1], user=user.user_id) for n, one in enumerate(once, 1)]
        return self.share(AGAIN, cases, operator, expected)

    @keyword
    @observes(STORED)
    def get_passages_as_stored(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the passages about a document's facts that say of themselves what the database does.

        Text, number, document and name of the file are compared.

        | Get Passages As Stored | ${report} | == | 100 % |
        """
        user, known = document.person, {chunk.chunk_id: chunk for chunk in self._chunks([document])}
        name = str(user.document(document.document_id)["filename"])
        cases = [
            as_stored(each, known.get(str(each["chunk_id"])), name)
            for fact in document.document.facts
            for each in user.search(fact.question, NEAREST)
        ]
        return self.share(STORED, cases, operator, expected)

    @keyword
    @observes(FIRST)
    def get_chunks_found_by_own_text(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's chunks that come first, with a score of one, if their own text is the question.

        So the vector of each is that of its text, made by the model that makes the questions' vectors.

        | Get Chunks Found By Own Text | ${report} | == | 100 % |
        """
        cases = list[Case]()
        for chunk in self._chunks([document]):
            best = next(iter(document.person.search(chunk.text, 1)), NO_PASSAGE)
            good = best["text"] == chunk.text and abs(best["score"] - 1) < OFF
            seen = f"score {best['score']:.4f}: {best['text']}"
            cases.append(Case.judged(f"the text of chunk {chunk.ord}", good, "itself, score 1", seen, **chunk.ids))
        return self.share(FIRST, cases, operator, expected)

    @keyword
    @observes(EXACT)
    def get_passages_ranked_by_vectors(
        self, documents: Jobs, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of passages that are the nearest by the stored vectors, with the cosine as their score.

        These must be all documents of one user. Each of their chunks is a question, and its vector that of the
        question, so that everything can be computed from the database alone.

        | Get Passages Ranked By Vectors | ${report} | == | 100 % |
        """
        user, found = documents[0].person, self._chunks(documents)
        known = {chunk.chunk_id: chunk.vector for chunk in found}
        cases = list[Case]()
        for chunk in found:
            near = vectors.nearness(chunk.vector, known)
            cases += ranked(chunk, near, user.search(chunk.text, NEAREST))
        return self.share(EXACT, cases, operator, expected)

    def _chunks(self, documents: Sequence[Uploaded]) -> list[StoredChunk]:
        return chunks_of(self.world, *(document.document_id for document in documents))


def ranked(question: StoredChunk, near: Mapping[str, float], found: Sequence[Mapping[str, Any]]) -> list[Case]:
    """A case for each of the nearest places. Chunks that are equally near may stand in either order."""
    cases = list[Case]()
    for place, score in enumerate(list(near.values())[:NEAREST]):
        seen = found[place] if place < len(found) else {"score": -9.0}
        own = near.get(str(seen.get("chunk_id")), -9.0)  # how near the chunk that was found really is
        good = abs(seen["score"] - score) < OFF and abs(own - score) < OFF
        what = f"passage {place + 1} for chunk {question.ord}"
        said = f"score {seen['score']:.4f}, cosine {own:.4f}"
        cases.append(Case.judged(what, good, f"{score:.4f}", said, **passage_ids(seen)))
    return cases


def as_stored(passage: Mapping[str, Any], chunk: StoredChunk | None, filename: str) -> Case:
    """What a passage says of itself against its row."""
    said = {word: passage[word] for word in ("document_id", "filename", "chunk_ord", "text")}
    held = (
        {"document_id": chunk.document_id, "filename": filename, "chunk_ord": chunk.ord, "text": chunk.text}
        if chunk
        else {}
    )
    wrong = [word for word in said if said[word] != held.get(word)]
    shown = f"{wrong[0]} {said[wrong[0]]}" if wrong else "so"
    return Case.judged(
        "a passage", not wrong, f"{wrong[0]} {held.get(wrong[0])}" if wrong else "so", shown, **passage_ids(passage)
    )
