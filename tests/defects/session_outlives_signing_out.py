"""Signing out answers 204 and ends nothing.

In real life: signing out is left to the page, which forgets its tokens, and nothing tells the server. The tokens still
open the account.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P2-4.4", "P2-4.5", "P9-11.3", "C-SES-7", "C-SES-9")
FIELD = "security"
SELECTION = (
    "A User Signs In, Renews The Session And Signs Out",
    "Signing Out Ends The Session",
    "An Ended Session Opens Nothing",
    "Signing Out Ends The Access Token And The Refresh Token",
    "Signing Out Twice Is Refused",
)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    always(sessions, "_revoke", None)
