"""The API checks webhooks with another secret than the parser's and refuses all of them.

In real life: the secret is exchanged in one place only. Polling hides it: documents take a little longer.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-5.3", "C-WEB-1")
FIELD = "api"
SELECTION = (
    "Every Parser Webhook Is Accepted",
    "Webhooks Deliver At Least Half Of The Texts Without Polling",
    "A Genuine Webhook Is Accepted, And So Is Its Repetition",
)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    from pipeline.api import webhooks

    check = webhooks._check_signature

    def with_the_new_one(given: str | None, body: bytes, secret: str) -> None:
        check(given, body, f"{secret}-2")

    replace(webhooks, "_check_signature", with_the_new_one)
