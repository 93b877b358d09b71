"""Every request without a correlation id gets the same one.

In real life: the id is made when the process starts.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-HDR-2",)
FIELD = "contract"
SELECTION = ("Every Request Without A Correlation Id Gets One Of Its Own",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import logs, serving

    correlate = logs.correlate

    def of_the_process(given: str | None) -> str:
        return correlate(given or "of-this-process-alone")

    replace(serving, "correlate", of_the_process)
