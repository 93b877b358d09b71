"""The page says that its list is live while it is cut off from the server.

In real life: the state is set when a connection is begun, and nobody sets it back.
"""

from keywords.proof.breaking import rewrite_page

REQUIREMENTS = ("P2-2.1",)
FIELD = "browser"
SELECTION = ("The Page Survives An Interruption In Chromium",)
SERVICES = ("web",)
MODULE = "pipeline.web.app"


def apply() -> None:
    from pipeline.web import app

    rewrite_page(
        app,
        "live.js",
        'tellState(resuming() ? "Reconnecting" : `Not live: checking every ${pollSeconds} s`)',
        'tellState("Live")',
    )
