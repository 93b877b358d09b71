"""The API does not check the signature of a webhook, so anyone can say what a document contains.

In real life: the check is switched off for a test with a tool that cannot sign, and stays off.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-5.3", "C-WEB-2")
FIELD = "security"
SELECTION = ("Only Genuine Webhooks Are Accepted", "A Webhook Without A Signature Is Refused")
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    always(webhooks, "_check_signature", None)
