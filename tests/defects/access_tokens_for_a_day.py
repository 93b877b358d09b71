"""An access token lives for a day, so that a stolen one opens the account for a day.

In real life: users were signed out while they read, and the shortest way was a longer life.
"""

from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("C-SES-10",)
FIELD = "security"
SELECTION = ("An Access Token Ends Within An Hour, As The Sign-In Says",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    genuine = tokens.issue_access_token

    def long_lived(secret: str, user_id: UUID, session_id: UUID, email: str, _lifetime: int) -> str:
        return genuine(secret, user_id, session_id, email, 24 * 3600)

    replace(tokens, "issue_access_token", long_lived)
