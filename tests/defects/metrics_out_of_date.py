"""The metrics report jobs as they were at the first request.

In real life: a cache meant for one second never expires. The page of figures loads and looks alive.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.5", "P9-9.1")
FIELD = "monitoring"
SELECTION = ("The Metrics Count Exactly The Jobs In The Database", "The Metrics And The Database Agree On Jobs")
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics
    from pipeline.api.context import Context

    read, remembered = metrics._from_database, list[Any]()

    async def as_it_was(ctx: Context) -> Any:
        if not remembered:
            found = await read(ctx)
            if len(found) == 1:  # the database has not answered yet
                return found
            remembered.append(found)
        return remembered[0]

    replace(metrics, "_from_database", as_it_was)
