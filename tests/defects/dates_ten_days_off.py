"""Documents are created with a date that is ten days in the past.

In real life: the failure PM-2 of iteration 002. A default of the column was copied from a script that made test data.
The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P9-22.3",)
FIELD = "data"
SELECTION = ("Documents Carry The Date Of Their Upload",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = "ALTER TABLE upload_pipeline.documents ALTER created_at SET DEFAULT now() - interval '10 days'"


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
