"""The database measures the distance of two vectors along the axes, and not as the crow flies.

In real life: a function of the extension is written anew, for an older version of it that lacked one. Here that
happens with the first look at readiness.
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
