"""The simulated model keeps failing after the requested number of calls.

In real life: a test tool reads its counter and never writes it, so it breaks what it should try.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-7.5",)
FIELD = "environment"
SELECTION = (
    "Exactly Two Failures Are Injected On Request",
    "The Pipeline Records Both Injected Failures",
    "A Document Survives Both Injected Failures",
    "The Simulator Counts Both Injected Failures",
)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.weather"


def apply() -> None:
    from pipeline.simulators import weather

    always(weather.Sky, "_strike", None)
