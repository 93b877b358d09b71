"""What the parser made of a document: its words, its pages, its tables, against the file that was sent."""

from collections import Counter
from itertools import pairwise

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.contract.people import Uploaded
from keywords.contract.storage import Storage, objects_of
from keywords.documents.pdf import GeneratedPdf
from keywords.evidence.model import Case
from keywords.experiments.documents.chunk_texts import WORD
from keywords.experiments.documents.outcomes import plain
from keywords.experiments.documents.samples import pages_of
from keywords.history.passages import tables
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator

WORDS, PAGES, ROWS = "words of the document in the parsed text", "pages in their order", "table rows kept whole"
HASH = "parsed texts that match their hash"
MOST_SHOWN = 5


@library(scope="GLOBAL", converters=CONVERTERS)
class parsing(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The stored text against the file. An independent reader of PDFs says what the file holds."""

    @keyword
    @observes(WORDS)
    def get_words_in_parsed_text(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's pages whose every word is in the parsed text, as often as on all pages.

        | Get Words In Parsed Text | ${report} | == | 100 % |
        """
        pages = pages_of(file_of(document).data)
        there = Counter(WORD.findall(document.person.content(document.document_id)))
        everywhere = Counter(word for page in pages for word in WORD.findall(page))
        lost = everywhere - there
        cases = [
            Case.judged(f"page {number}", not missing, "all its words", f"without {', '.join(missing)}", **document.ids)
            for number, page in enumerate(pages, 1)
            for missing in [sorted(set(WORD.findall(page)) & set(lost))[:MOST_SHOWN]]
        ]
        return self.share(WORDS, cases, operator, expected)

    @keyword
    @observes(PAGES)
    def get_pages_in_order(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's pages whose planted fact stands behind that of the page before.

        | Get Pages In Order | ${report} | == | 100 % |
        """
        text, facts = plain(document.person.content(document.document_id)), document.document.facts
        places = [text.find(plain(fact.sentence)) for fact in facts]
        cases = [
            Case.judged(fact.sentence, 0 <= one < later, f"behind place {one}", f"at place {later}", **document.ids)
            for fact, (one, later) in zip(facts[1:], pairwise(places), strict=True)
        ]
        return self.share(PAGES, cases, operator, expected)

    @keyword
    @observes(ROWS)
    def get_table_rows_kept(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of the rows of a document's table that are a row of a table in the text, cell by cell, in order.

        | Get Table Rows Kept | ${report} | == | 100 % |
        """
        rows = file_of(document).rows
        found = [
            cells_of(line)
            for table in tables(document.person.content(document.document_id))
            for line in table.splitlines()
        ]
        there = [cells for cells in found if cells in [list(row) for row in rows]]
        cases = [
            Case.of(
                f"row {number}", " | ".join(row), " | ".join(there[number - 1]) if number <= len(there) else "no row"
            )
            for number, row in enumerate(rows, 1)
        ]
        return self.share(ROWS, cases, operator, expected)

    @keyword
    @observes(HASH)
    def get_parsed_texts_with_their_hash(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """Whether the stored text of a document has the hash that its row and the API name: 100 % or 0 %.

        | Get Parsed Texts With Their Hash | ${report} | == | 100 % |
        """
        said = str(document.person.document(document.document_id)["parsed_sha256"])
        name = objects_of(self.world, document.document_id).get("parsed", "")
        with Storage(self.world) as there:
            seen = there.sha256(name) if name else "no object"
        return self.share(HASH, [Case.of(f"SHA-256 of {name}", said, seen, **document.ids)], operator, expected)


def file_of(document: Uploaded) -> GeneratedPdf:
    """The file of a document that was generated as a whole."""
    if not isinstance(document.document, GeneratedPdf):
        raise SpecError(f"{document} was made while it was sent, so there is no file to compare with")
    return document.document


def cells_of(line: str) -> list[str]:
    """The cells of a row of a table in markdown."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
