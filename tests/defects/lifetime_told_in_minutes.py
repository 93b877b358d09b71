"""The answer to a sign-in tells the life of the access token in minutes instead of seconds.

In real life: the setting was in minutes once. A page renews its session sixty times too often, and works.
"""

from typing import Any

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-SES-10",)
FIELD = "api"
SELECTION = ("An Access Token Ends Within An Hour, As The Sign-In Says",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    def in_minutes(session: Any) -> Any:
        return session.model_copy(update={"expires_in": session.expires_in // 60})

    alter(sessions, "_issue", in_minutes)
