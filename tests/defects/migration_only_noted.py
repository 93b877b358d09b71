"""A migration is noted as applied to the database in use, and was never run there.

In real life: the failure PM-8 of iteration 002. It was applied to another database, and a person noted it by hand.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.3",)
FIELD = "data"
SELECTION = ("The Database In Use Has Every Migration",)
SERVICES = ("stack",)
MODULE = "pipeline.database.migrate"
NOTED = "0009_counted_events.sql"


def apply() -> None:
    import dataclasses

    from pipeline.database import migrate

    read = migrate.migrations

    def as_noted() -> list[migrate.Migration]:
        return [dataclasses.replace(one, sql="SELECT 1") if one.name == NOTED else one for one in read()]

    replace(migrate, "migrations", as_noted)
