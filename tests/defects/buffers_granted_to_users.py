"""Users can read every table, including the workers' buffers.

In real life: `GRANT SELECT ON ALL TABLES` gets a page to work. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-11.2", "P9-11.4", "C-ACC-14")
FIELD = "security"
SELECTION = ("The Buffers Are Closed To Users",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
GRANT SELECT ON ALL TABLES IN SCHEMA upload_pipeline TO authenticated
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
