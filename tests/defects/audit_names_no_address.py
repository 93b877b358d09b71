"""The audit log holds the same address for every caller.

In real life: behind a proxy every caller has the proxy's address, and so it was replaced by something that never
changes.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("C-AUD-8", "C-AUD-1", "C-AUD-2", "C-AUD-5")
FIELD = "security"
SELECTION = (
    "A Deletion Is In The Audit Log",
    "A Registration Is In The Audit Log",
    "A Sign-In Is In The Audit Log",
    "The Second Use Of A Refresh Token Is In The Audit Log",
)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    always(context, "origin_of", "0.0.0.0")
