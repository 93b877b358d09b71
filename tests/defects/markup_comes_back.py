"""A correlation id with markup is given back as it came.

In real life: a header was thought to be harmless, until a page of logs showed it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-HDR-3",)
FIELD = "contract"
SELECTION = ("A Correlation Id With Markup Is Not Given Back",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import logs, serving
    from pipeline.logs import correlation_id

    correlate = logs.correlate

    def as_given(given: str | None) -> str:
        if not given:
            return correlate(given)
        correlation_id.set(given)
        return given

    replace(serving, "correlate", as_given)
