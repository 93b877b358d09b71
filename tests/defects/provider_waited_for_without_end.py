"""A provider that has taken a request and does not answer is waited for without end.

In real life: the default of a client is no time limit. A few such calls, and every hand of every worker is busy.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.4", "P7-5.4")
FIELD = "failure"
SELECTION = ("A Parser That Hangs Is Given Up In Time", "A Model That Hangs Is Given Up In Time")
SERVICES = ("worker",)
MODULE = "pipeline.providers"


def apply() -> None:
    from pipeline import providers

    for name in ("openai_client", "llamaparse_client"):
        alter(providers, name, lambda client: client.with_options(timeout=None))
