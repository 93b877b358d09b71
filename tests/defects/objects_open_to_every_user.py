"""Every user who is signed in can read every object.

In real life: who may read is asked of the folder, and the folder's name lost the user's id in a refactoring.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P7-1.8",)
FIELD = "security"
SELECTION = ("An Object Opens To Its Owner Alone",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens

    always(tokens.Caller, "may_read", True)
