"""The storage reads what a link says, and does not check its signature.

In real life: the end and the object are compared, and that looks like a check.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-1", "C-STO-4")
FIELD = "security"
SELECTION = (
    "A Link With Another Signature Opens Nothing",
    "A Link With A Later End Opens Nothing",
    "An Upload Link With A Higher Limit Takes No Bytes",
)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    import jwt

    from pipeline.serving import Refusal
    from pipeline.storage import tokens
    from pipeline.storage.names import Name

    def believed(self: tokens.Tokens, _purpose: tokens.Purpose, name: Name, token: str | None) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token or "", self._secret, [tokens.ALGORITHM], options={"verify_signature": False, "verify_exp": True}
            )
        except jwt.InvalidTokenError:
            claims = {}
        if claims.get("object") != str(name):
            raise Refusal(403, "bad_signature", "This URL is not signed for this object.")
        return {"max_bytes": None, **claims}

    replace(tokens.Tokens, "check", believed)
