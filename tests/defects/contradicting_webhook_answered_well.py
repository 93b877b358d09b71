"""A webhook that contradicts an earlier one is answered as accepted, and dropped.

In real life: the second insert conflicts, conflicts mean repetition, and repetition is harmless.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-WEB-6",)
FIELD = "pipeline"
SELECTION = ("A Webhook That Contradicts An Earlier One Is Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    edit(webhooks, "TAKE", "(SELECT body_sha256 FROM", "(SELECT nullif(body_sha256, body_sha256) FROM")
    note(webhooks, "read_event")
