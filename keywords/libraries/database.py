"""The pipeline's database, read as its owner, with the names that the environment gives to the tables."""

from typing import Any

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.basics.quantities import nearest
from keywords.contract.histories import records_of
from keywords.contract.people import Uploaded
from keywords.contract.querying import rows, value_of
from keywords.contract.sweeping import places_of
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator

PLACES = "places of a text in the database"
COLUMN, ROWS, CHUNKS, CHUNK_TEXT = (
    "column of a query",
    "rows of a document",
    "chunks of a document",
    "chunk texts of a document",
)


@library(scope="GLOBAL", converters=CONVERTERS)
class database(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Reads, and never writes. `{jobs}`, `{events}`, `{documents}`, `{chunks}` and so on stand for the tables.

    A brace that belongs to the statement is written twice. For statements beyond that there is DatabaseLibrary.
    """

    @keyword
    def query_rows(self, statement: str) -> list[tuple[Any, ...]]:
        """All rows that a statement reads.

        | ${rows} = | Query Rows | SELECT stage, state FROM {jobs} WHERE job_id = '${sent.job_id}' |
        """
        return rows(self.world, statement)

    @keyword
    @observes(COLUMN)
    def query_column(self, statement: str, operator: Operator = NONE, *expected: str) -> list[str]:
        """The first column of the rows that a statement reads, as a list of texts.

        | Query Column | SELECT state FROM {jobs} WHERE job_id = '${sent.job_id}' | == | done |
        """
        return self.items(COLUMN, [row[0] for row in rows(self.world, statement)], operator, expected)

    @keyword
    @observes(ROWS)
    def get_row_count(
        self, document: Uploaded, table: str, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many rows a table of the contract has of a document: jobs, events, chunks, documents, chunk_buffer, ...

        | Get Row Count | ${sent} | chunk_buffer | == | 0 rows |
        """
        known = self.world.environment.tables
        if table not in known:
            raise SpecError(f"the contract has no table {table!r}{nearest(table, list(known))}")
        column = known[table].get("columns", {}).get("document_id", "document_id")
        statement = f'SELECT count(*) FROM {{{table}}} WHERE "{column}"::text = %s'
        found = rows(self.world, statement, document.document_id)
        return self.number(ROWS, int(found[0][0]), operator, expected, table=table, **document.ids)

    @keyword
    @observes(PLACES)
    def get_places_in_database(self, text: str, operator: Operator = NONE, *expected: str) -> list[str]:
        """The tables of every schema with a row that holds this text: a secret, or a sentence of a document.

        | Get Places In Database | ${anna.password} | == |
        """
        return self.items(PLACES, places_of(self.world, text), operator, expected)

    @keyword
    def note_time(self) -> str:
        """The time by the clock of the database, to look for what was written since.

        | ${before} = | Note Time |
        """
        return str(value_of(self.world, "SELECT clock_timestamp()::text"))

    @keyword
    @observes(CHUNKS)
    def get_chunk_count(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many chunks of a document search can find.

        | Get Chunk Count | ${sent} | >= | 1 chunks |
        """
        return self.number(CHUNKS, len(self._texts(document)), operator, expected, **document.ids)

    @keyword
    @observes(CHUNK_TEXT)
    def get_chunk_texts(self, document: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """The texts of the chunks that search can find, in order, as one text.

        | Get Chunk Texts | ${sent} | contains | ${fact.answer} |
        """
        return self.text(CHUNK_TEXT, "\n".join(self._texts(document)), operator, expected, **document.ids)

    def _texts(self, document: Uploaded) -> list[str]:
        chunks = [chunk for chunk in records_of(self.world, [document]).chunks if not chunk.buffered]
        return [chunk.text or "" for chunk in sorted(chunks, key=lambda chunk: chunk.ord or 0)]
