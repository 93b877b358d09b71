"""A genuine signed link for one object opens every other.

In real life: a library checks signature and expiry; the one line that compares the object gets lost.
"""

from typing import Any, cast

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.8", "P7-1.6", "P9-3.3", "C-STO-2", "C-STO-5")
FIELD = "security"
SELECTION = (
    "No Tampered Storage Link Opens An Object",
    "A Tampered Link Opens Nothing",
    "A Link Opens Its Own Object Alone",
    "An Upload Link Takes The Bytes Of Its Own Document Alone",
)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    import jwt

    from pipeline.storage import tokens
    from pipeline.storage.names import Name

    check = tokens.Tokens.check

    def whatever_it_is_for(
        self: tokens.Tokens, purpose: tokens.Purpose, _name: Name, token: str | None
    ) -> dict[str, Any]:
        try:
            meant = str(jwt.decode(token or "", options={"verify_signature": False}).get("object"))
        except jwt.InvalidTokenError:
            meant = ""
        return check(self, purpose, cast(Name, meant), token)

    replace(tokens.Tokens, "check", whatever_it_is_for)
