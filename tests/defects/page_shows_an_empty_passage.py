"""A source opens without the passage that the answer is based on.

In real life: an argument is left out where a function was given one more.
"""

from keywords.proof.breaking import rewrite_page

REQUIREMENTS = ("P2-2.1",)
FIELD = "browser"
SELECTION = ("A Newcomer Gets From Registering To The Source Of An Answer In Chromium",)
SERVICES = ("web",)
MODULE = "pipeline.web.app"


def apply() -> None:
    from pipeline.web import app

    rewrite_page(
        app,
        "reading.js",
        "`Passage ${place + 1} of this document`, text);",
        "`Passage ${place + 1} of this document`);",
    )
