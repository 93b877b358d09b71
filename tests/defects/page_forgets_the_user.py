"""A reload signs the user out.

In real life: the session is looked up under a name that nothing is stored by.
"""

from keywords.proof.breaking import rewrite_page

REQUIREMENTS = ("P2-2.1",)
FIELD = "browser"
SELECTION = ("The Page Survives An Interruption In Chromium",)
SERVICES = ("web",)
MODULE = "pipeline.web.app"


def apply() -> None:
    from pipeline.web import app

    rewrite_page(app, "session.js", "sessionStorage.getItem(STORED)", 'sessionStorage.getItem("session")')
