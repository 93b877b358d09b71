"""The API makes its own correlation id even if the caller sends one.

In real life: the id of the caller is read from a header with an old name. Logs look complete, but nobody
finds a request in them.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-HDR-1",)
FIELD = "contract"
SELECTION = (
    "The Correlation Id Of A Caller Comes Back With A Good Answer",
    "The Correlation Id Of A Caller Comes Back With A Refusal",
)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import logs, serving

    correlate = logs.correlate

    def of_its_own(given: str | None) -> str:
        del given
        return correlate(None)

    replace(serving, "correlate", of_its_own)
