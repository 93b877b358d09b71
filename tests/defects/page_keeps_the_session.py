"""Signing out leaves the session stored in the browser.

In real life: somebody moves the line to a function that the button no longer calls; the form is shown, and a
reload signs the user in again.
"""

from keywords.proof.breaking import rewrite_page

REQUIREMENTS = ("P2-2.1",)
FIELD = "browser"
SELECTION = ("A Newcomer Gets From Registering To The Source Of An Answer In Chromium",)
SERVICES = ("web",)
MODULE = "pipeline.web.app"


def apply() -> None:
    from pipeline.web import app

    rewrite_page(app, "session.js", "sessionStorage.removeItem(STORED);", "sessionStorage.getItem(STORED);")
