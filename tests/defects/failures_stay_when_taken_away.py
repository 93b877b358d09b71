"""Removing a failure from the simulated model adds it once more.

In real life: clearing resets a rule to what it was given instead of removing it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.5",)
FIELD = "environment"
SELECTION = ("No Failure Occurs After The Injection Ends", "The Injection Leaves Both Simulators As It Found Them")
SERVICES = ("openai",)
MODULE = "pipeline.simulators.weather"


def apply() -> None:
    from pipeline.simulators import weather

    change = weather.Sky.change

    def again(self: weather.Sky, to: weather.Weather) -> None:
        change(self, getattr(self, "weather", to) if to is self.fair else to)

    replace(weather.Sky, "change", again)
