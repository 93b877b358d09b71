"""A failure that is put into the simulated model goes on, whatever number of calls it was meant for.

In real life: the counter of a tool for testing is read and never written; the tool breaks what it should try.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.5",)
FIELD = "environment"
SELECTION = (
    "--test", "Exactly Two Failures Are Injected On Request",
    "--test", "The Pipeline Records Both Injected Failures",
    "--test", "A Document Survives Both Injected Failures",
)  # fmt: skip
SERVICES = ("openai",)
MODULE = "pipeline.simulators.weather"


def apply() -> None:
    from pipeline.simulators import weather

    def uncounted(_self: weather.Sky) -> None:
        """As if nothing had happened."""

    replace(weather.Sky, "_strike", uncounted)
