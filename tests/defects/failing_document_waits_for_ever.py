"""A document whose own calls fail waits as if the service were away, although all others are served.

In real life: every 5xx counts as an outage. The document that breaks the parser is sent to it for ever, and paid for.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("A Document That Fails While Others Succeed Becomes A Dead Letter",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.rule"


def apply() -> None:
    from pipeline.worker.breakers import rule

    always(rule, "is_its_own", False)
