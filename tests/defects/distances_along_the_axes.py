"""The database measures the distance of two vectors along the axes, not in a straight line.

In real life: an engineer rewrites a function of the extension for an older version that lacked it. The migration runs
once readiness finds the database.
"""

from keywords.proof.migration import when_available

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

    when_available(health.Dependencies, "_database", MIGRATION)
