"""A service that lacks settings says so without naming them.

In real life: the message was kept short so that it reveals no secret. Anyone who sets up a service has to guess.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.2", "P9-17.1")
FIELD = "environment"
SELECTION = ("All Seven Services Name The Settings They Need", "Every Service Without Settings Names What It Needs")
SERVICES = ("api", "worker", "storage", "llamaparse", "openai", "monitor", "postgres")
MODULE = "pipeline.settings"


def apply() -> None:
    from pipeline import settings
    from pipeline.variables import SettingsError

    load = settings.load

    def unnamed(*needed: str) -> settings.Settings:
        try:
            return load(*needed)
        except SettingsError:
            raise SettingsError("the settings are not complete") from None

    replace(settings, "load", unnamed)
