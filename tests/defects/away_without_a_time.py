"""The API answers 503 without Retry-After while the database or the model is away.

In real life: each layer leaves the header to another one: the service, the framework, the proxy. Clients come back at
once.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P4-5.1", "P9-8.2")
FIELD = "failure"
SELECTION = (
    "Every Refusal Says When To Retry While The Database Is Away",
    "Every Refusal Says When To Retry While The Model Is Away",
    "Every Refusal Says When To Retry While The Database Is Full",
    "Every Refusal Says When To Retry While No Database Connection Is Free",
    "Every Refusal Says When To Retry While The Storage Is Away",
    "Every Refusal Says When To Retry While The Database Is Silent",
    "Every Refusal Says When To Retry While The Storage Is Away For 45 Seconds",
    "Every Refusal Says When To Retry While The Database Is Away For 45 Seconds",
    "Users Are Asked To Retry, Not To Sign In Again, While Accounts Are Away",
)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import app, model
    from pipeline.serving import Refusal, error_answer

    async def some_day(_request: Any, _error: Exception) -> Any:
        return error_answer(503, "database_unavailable", "The database is away; try again later.")

    def without_a_time(message: str, _retry_after: str | None = None) -> Refusal:
        return Refusal(503, "model_unavailable", message)

    replace(app, "_away", some_day)
    replace(model, "_away", without_a_time)
