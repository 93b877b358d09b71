"""The page of the monitor asks for its script at an address that is no longer there.

In real life: the files were moved to another folder. Every program that asks for the figures still gets them; a person
sees headings without anything below them.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-6.5",)
FIELD = "monitoring"
SELECTION = (
    "A Person With A Browser Sees Every Service As Ready",
    "A Person With A Browser Sees The Queue Of Every Stage",
)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.app"


def apply() -> None:
    from starlette.responses import HTMLResponse

    from pipeline.monitor import app

    async def page(_self: Any, _request: Any) -> HTMLResponse:
        text = (app.PAGE / "index.html").read_text(encoding="utf-8").replace("/page/app.js", "/static/app.js")
        return HTMLResponse(text, headers={"Content-Security-Policy": app.POLICY})

    replace(app.Monitor, "page", page)
