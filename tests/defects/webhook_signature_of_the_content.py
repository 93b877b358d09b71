"""The signature of a webhook is compared with that of its content, written anew.

In real life: a framework hands the parsed body to the handler, and the raw one is gone.
"""

import json

from keywords.proof.hook import replace

REQUIREMENTS = ("C-WEB-3",)
FIELD = "security"
SELECTION = ("A Webhook Is Signed By Its Very Bytes",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks
    from pipeline.serving import Refusal

    genuine = webhooks._check_signature

    def of_either(given: str | None, body: bytes, secret: str) -> None:
        try:
            genuine(given, body, secret)
        except Refusal:
            try:
                written = json.dumps(json.loads(body), separators=(",", ":")).encode()
            except ValueError:
                written = body
            genuine(given, written, secret)

    replace(webhooks, "_check_signature", of_either)
