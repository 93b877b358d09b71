"""Taking a failure away from the simulated model puts it in once more.

In real life: clearing resets a rule to how it was given, where it should remove it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.5",)
FIELD = "environment"
SELECTION = (
    "--test", "No Failure Occurs After The Injection Ends",
    "--test", "The Injection Leaves Both Simulators As It Found Them",
)  # fmt: skip
SERVICES = ("openai",)
MODULE = "pipeline.simulators.weather"


def apply() -> None:
    from pipeline.simulators import weather

    change = weather.Sky.change

    def again(self: weather.Sky, to: weather.Weather) -> None:
        change(self, getattr(self, "weather", to) if to is self.fair else to)

    replace(weather.Sky, "change", again)
