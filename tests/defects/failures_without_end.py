"""The simulated model keeps failing after the requested number of calls.

In real life: a test tool reads its counter and never writes it, so it breaks what it should try.
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
