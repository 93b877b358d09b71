"""Readiness asks for the parser at an old address and reports it as away.

In real life: a service moved, and the health check has its address in a constant of its own. Everything works.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.1", "P7-5.5", "P9-1.1")
FIELD = "monitoring"
SELECTION = (
    "Readiness Reports Every Dependency As Available",
    "The API Reaches Every Service It Depends On",
    "Every Service The Pipeline Needs Is Up And Healthy",
)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    ask = health.Dependencies._http

    async def at_the_old_one(self: health.Dependencies, url: str) -> str:
        parser = self._context.settings.llamaparse_url
        return await ask(self, "http://127.0.0.1:9/health" if url.startswith(parser) else url)

    replace(health.Dependencies, "_http", at_the_old_one)
