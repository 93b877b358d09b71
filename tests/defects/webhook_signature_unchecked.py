"""Anybody can tell the pipeline what a document says: the signature of a webhook is not looked at.

In real life: the check is switched off for a test with a tool that cannot sign, and stays off.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-5.3",)
FIELD = "security"
SELECTION = ("Only Genuine Webhooks Are Taken",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    always(webhooks, "_check_signature", None)
