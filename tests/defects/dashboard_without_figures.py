"""The dashboard serves its page but no figures.

In real life: the page is static; the task that gathers the figures died, and nothing watches it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-6.5",)
FIELD = "monitoring"
SELECTION = ("The Dashboard Shows All Seven Services",)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.app"


def apply() -> None:
    from pipeline.monitor import app
    from pipeline.serving import Refusal

    def nothing(_self: Any) -> None:
        raise Refusal(503, "not_looked_yet", "The monitor has not looked yet; try again.")

    replace(app.Monitor, "_told", nothing)
