"""The storage logs the token of each signed link.

In real life: addresses are logged whole, with their query string. Anyone who reads the log can open users' documents.
"""

import logging
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.4",)
FIELD = "security"
SELECTION = ("No Log Line Contains A Secret",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens
    from pipeline.storage.names import Name

    check = tokens.Tokens.check

    def talkative(self: tokens.Tokens, purpose: tokens.Purpose, name: Name, token: str | None) -> dict[str, Any]:
        logging.getLogger("pipeline").info("opening %s?token=%s", name, token)
        return check(self, purpose, name, token)

    replace(tokens.Tokens, "check", talkative)
