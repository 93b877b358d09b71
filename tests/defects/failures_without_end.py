"""A failure that is put into the simulated model goes on, whatever number of calls it was meant for.

In real life: the counter of a tool for testing is read and never written; the tool breaks what it should try.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-7.5",)
FIELD = "environment"
SELECTION = (
    "As Many Failures Are Put In As Were Asked For",
    "The Pipeline Meets The Failures That Were Put In",
    "A Document Survives The Failures",
)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.weather"


def apply() -> None:
    from pipeline.simulators import weather

    always(weather.Sky, "_strike", None)
