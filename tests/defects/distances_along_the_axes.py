"""The database measures the distance of two vectors along the axes, and not as the crow flies.

In real life: a function of the extension is written anew, for an older version of it that lacked one. Here that
happens with the first look at readiness.
"""

from keywords.proof.hook import replace
from keywords.proof.migration import migrate

REQUIREMENTS = ("P9-1.2",)
FIELD = "data"
SELECTION = ("PostgreSQL Computes With Vectors",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"
MIGRATION = """
CREATE OR REPLACE FUNCTION public.l2_distance(public.vector, public.vector) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT AS 'SELECT public.l1_distance($1, $2)'
"""


def apply() -> None:
    from pipeline.api import health

    database = health.Dependencies._database

    async def after_a_migration(self: health.Dependencies) -> str:
        if (found := await database(self)) == "available":
            migrate(MIGRATION)
        return found

    replace(health.Dependencies, "_database", after_a_migration)
