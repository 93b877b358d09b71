"""A link to upload an object also downloads it.

In real life: one kind of token serves both, since the object is the same.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-3",)
FIELD = "security"
SELECTION = ("A Link Opens With Its Own Token Alone",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    import jwt

    from pipeline.serving import Refusal
    from pipeline.storage import tokens
    from pipeline.storage.names import Name

    def for_any_purpose(self: tokens.Tokens, _purpose: tokens.Purpose, name: Name, token: str | None) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token or "", self._secret, [tokens.ALGORITHM], options={"verify_aud": False}
            )
        except jwt.InvalidTokenError:
            claims = {}
        if claims.get("object") != str(name):
            raise Refusal(403, "bad_signature", "This URL is not signed for this object.")
        return {"max_bytes": None, **claims}

    replace(tokens.Tokens, "check", for_any_purpose)
