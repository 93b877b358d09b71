"""After accounts were out of reach, every user is unknown for a minute.

In real life: "not found" is cached to spare the database, and "could not be asked" counts as the same.
"""

import time
from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.6",)
FIELD = "failure"
SELECTION = ("Users Sign In And Register Again After An Account Outage",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"
REMEMBERED_SECONDS = 60.0


def apply() -> None:
    from pipeline.api import app, tokens

    away, matches, digest = app._away, tokens.password_matches, tokens.refresh_token_sha256
    unknown_until = [0.0]

    async def and_remember(request: Any, error: Exception) -> Any:
        unknown_until[0] = time.monotonic() + REMEMBERED_SECONDS
        return await away(request, error)

    def known(*args: Any) -> bool:
        return bool(matches(*args)) and time.monotonic() > unknown_until[0]

    def unless_unknown(token: str) -> Any:
        return digest(token if time.monotonic() > unknown_until[0] else token + "?")

    put(tokens, "password_matches", known)
    put(tokens, "refresh_token_sha256", unless_unknown)
    replace(app, "_away", and_remember)
