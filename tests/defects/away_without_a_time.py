"""While the database is away users are told 503, and not when to come again.

In real life: the header is the framework's business, or the proxy's, or nobody's. Clients come again at once.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = ("--test", "Without The Database Users Are Told When To Come Again")
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import app
    from pipeline.serving import error_answer

    async def some_day(_request: Any, _error: Exception) -> Any:
        return error_answer(503, "database_unavailable", "The database is away; try again later.")

    replace(app, "_away", some_day)
