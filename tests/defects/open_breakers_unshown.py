"""The metrics of the API do not show for which services jobs wait.

In real life: the breaker came with a release, and its gauge was left for the next one.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-11.5",)
FIELD = "monitoring"
SELECTION = ("The Metrics Show That Jobs Wait For OpenAI And For Nothing Else",)
SERVICES = ("api",)
MODULE = "pipeline.api.metrics"


def apply() -> None:
    from pipeline.api import metrics

    alter(metrics, "_open_breakers", lambda family: type(family)(family.name, family.documentation))
