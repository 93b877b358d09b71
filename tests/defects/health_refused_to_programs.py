"""The storage refuses health checks from programs that identify themselves.

In real life: a rule against robots goes by the User-Agent, and monitors are robots too.
"""

from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("P9-7.1", "P9-1.1")
FIELD = "monitoring"
SELECTION = ("Health Checks Answer Without Signing In", "Every Service The Pipeline Needs Is Up And Healthy")
SERVICES = ("storage",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import serving

    serve = serving.serve

    def without_robots(app: Any, *where: Any, **how: Any) -> None:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            agent = dict(scope.get("headers", ())).get(b"user-agent", b"")
            if scope["type"] == "http" and scope["path"] == "/health" and b"python-" in agent:
                reached()
                await serving.error_answer(403, "forbidden", "No robots.")(scope, receive, send)
            else:
                await app(scope, receive, send)

        serve(guarded, *where, **how)

    put(serving, "serve", without_robots)
