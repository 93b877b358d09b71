"""Access tokens are for a second audience, too, which the contract does not know.

In real life: another service was to take the same tokens, and a list of audiences is allowed.
"""

from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-2",)
FIELD = "security"
SELECTION = ("A Token Is Signed By HS256 For The Audience Authenticated",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    import jwt

    from pipeline.api import tokens

    genuine = tokens.issue_access_token

    def for_both(secret: str, user_id: UUID, session_id: UUID, email: str, lifetime: int) -> str:
        token = genuine(secret, user_id, session_id, email, lifetime)
        claims = jwt.decode(token, options={"verify_signature": False})
        return jwt.encode({**claims, "aud": [tokens.AUDIENCE, "reports"]}, secret, "HS256")

    replace(tokens, "issue_access_token", for_both)
