"""The storage starts without its key, and asks for it only when the first object comes.

In real life: the check at the start lists what a service needs by hand, and one line was lost when it was moved.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.2",)
FIELD = "environment"
SELECTION = ("Services Ask For Exactly The Settings That People Are Told To Set",)
SERVICES = ("storage",)
MODULE = "pipeline.settings"


def apply() -> None:
    from pipeline import settings

    load = settings.load

    def without_the_key(*needed: str) -> settings.Settings:
        return load(*(name for name in needed if name != "storage_key"))

    replace(settings, "load", without_the_key)
