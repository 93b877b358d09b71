"""The page gets every stage live, and shows none of them.

In real life: a guard against late messages is turned round; the list that a reload brings is right, so nobody
notices at first.
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
        "store.js",
        'if (entry.state === "done") return null; // a list was faster',
        'if (entry.state !== "done") return null;',
    )
