"""A user can have any number of documents under way.

In real life: the limit counts jobs in a state that they no longer have.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-11.5",)
FIELD = "security"
SELECTION = ("A User Can Have Two Jobs At Once, Not More",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    always(context, "check_active", None)
