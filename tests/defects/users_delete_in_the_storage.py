"""The storage lets a user delete objects, past the pipeline.

In real life: the roles of the storage grant by folder, and one grant is for all methods.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("C-STO-13",)
FIELD = "security"
SELECTION = ("Users Neither Write Nor Delete In The Storage",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens

    always(tokens.Caller, "require_service", None)
