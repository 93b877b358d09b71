"""The simulated model answers from only the first passage of its context.

In real life: the prompt is cut to a length that a single passage fills.
"""

import itertools

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.4",)
FIELD = "environment"
SELECTION = ("OpenAI Answers With The Fact From The Context",)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.answers"


def apply() -> None:
    from pipeline.simulators import answers

    alter(answers, "passages", lambda passages: itertools.islice(passages, 1))
