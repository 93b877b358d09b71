"""A restart of the API ends every session.

In real life: each process makes up the key that signs tokens when it starts.
"""

import secrets
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.5",)
FIELD = "failure"
SELECTION = ("The API Returns No Error But 503 Through Its Own Outage",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from pipeline.api import tokens

    ours, issue, read = secrets.token_hex(32), tokens.issue_access_token, tokens.read_access_token

    def issued(_secret: str, *args: Any) -> str:
        return issue(ours, *args)

    def known(_secret: str, token: str) -> tokens.Claims | None:
        return read(ours, token)

    replace(tokens, "issue_access_token", issued)
    replace(tokens, "read_access_token", known)
