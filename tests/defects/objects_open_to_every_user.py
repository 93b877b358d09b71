"""Every signed-in user can read every object.

In real life: access depends on the folder, and a refactoring dropped the user's id from the folder's name.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-1.8", "P7-1.6", "C-ACC-12", "C-ACC-15")
FIELD = "security"
SELECTION = (
    "A Stored Object Opens Only For Its Owner",
    "Stored Objects Open To Their Owner Alone",
    "Nobody Signs A Link To Another User's Object",
)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens

    always(tokens.Caller, "may_read", True)
