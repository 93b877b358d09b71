"""The simulated model answers with the nearest passage even if no document covers the question.

In real life: an engineer set a threshold to zero while looking for a missing answer.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.4",)
FIELD = "environment"
SELECTION = ("OpenAI Invents No Answer When The Context Has None",)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.answers"


def apply() -> None:
    from pipeline.simulators import answers

    best = answers._best

    def anything(candidates: list[answers.Candidate], weights: dict[str, float]) -> list[answers.Candidate]:
        return best(candidates, weights) or list(candidates[:1])

    replace(answers, "_best", anything)
