"""A signed link opens its object for ever.

In real life: the expiry check was switched off while a clock was wrong and stayed off. Every status is green.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.6", "P9-3.3", "C-STO-16")
FIELD = "storage"
SELECTION = ("Storage Links Stop Working When They Expire", "An Expired Link Opens Nothing")
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    import jwt

    from pipeline.serving import Refusal
    from pipeline.storage import tokens
    from pipeline.storage.names import Name

    check = tokens.Tokens.check

    def at_any_time(self: tokens.Tokens, purpose: tokens.Purpose, name: Name, token: str | None) -> dict[str, Any]:
        try:
            return check(self, purpose, name, token)
        except Refusal as refusal:
            if refusal.code != "url_expired":
                raise
            return dict(jwt.decode(token or "", options={"verify_signature": False}))

    replace(tokens.Tokens, "check", at_any_time)
