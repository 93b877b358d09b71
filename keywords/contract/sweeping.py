"""Looks through the whole database for a text that should, or should not, be in it."""

from keywords.contract.place import Place
from keywords.contract.querying import rows
from keywords.evidence.steps import step

# Vectors are numbers, and long; everything else may hold a text.
COLUMNS = """
SELECT table_schema, table_name, string_agg(quote_ident(column_name), ', ')
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
      AND udt_name NOT IN ('vector', 'halfvec', 'sparsevec')
GROUP BY 1, 2 ORDER BY 1, 2
"""


@step("Look through the database", saw=lambda places: ", ".join(places) or "it is nowhere")
def places_of(place: Place, text: str) -> list[str]:
    """The tables with a row that holds this text, also as the bytes of a binary column."""
    tables = rows(place, COLUMNS)
    looks = " UNION ALL ".join(
        f'SELECT \'{schema}.{table}\' WHERE EXISTS (SELECT FROM "{schema}"."{table}" '
        f"WHERE strpos(row({columns})::text, %s) > 0 OR strpos(row({columns})::text, %s) > 0)"
        for schema, table, columns in tables
    )
    wanted = (text, text.encode().hex())
    return [str(row[0]) for row in rows(place, looks.replace("{", "{{").replace("}", "}}"), *wanted * len(tables))]
