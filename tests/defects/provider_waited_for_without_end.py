"""Workers wait for ever for a provider that takes a request and does not answer.

In real life: a client has no timeout by default. A few such calls occupy every slot of every worker.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.4", "P7-5.4")
FIELD = "failure"
SELECTION = ("A Hanging Parser Leaves No Document Hanging", "A Hanging Model Leaves No Document Hanging")
SERVICES = ("worker",)
MODULE = "pipeline.providers"


def apply() -> None:
    from pipeline import providers

    for name in ("openai_client", "llamaparse_client"):
        alter(providers, name, lambda client: client.with_options(timeout=None))
