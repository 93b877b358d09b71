"""The simulated model answers from the first passage of its context alone.

In real life: the prompt is cut to a length that a single passage fills.
"""

import itertools
from collections.abc import Iterator

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.4",)
FIELD = "environment"
SELECTION = ("OpenAI Answers From The Context",)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.answers"


def apply() -> None:
    from pipeline.simulators import answers

    passages = answers.passages

    def the_first(context: str) -> Iterator[tuple[int, str]]:
        return itertools.islice(passages(context), 1)

    replace(answers, "passages", the_first)
