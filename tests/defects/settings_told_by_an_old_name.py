"""A service that lacks the key of its storage asks for it by a name that the setting had once.

In real life: a setting was renamed, and the text that names it was not. What people then set is read by nobody.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.2",)
FIELD = "environment"
SELECTION = ("Nothing That A Service Needs Is Unset",)
SERVICES = ("api", "worker", "storage")
MODULE = "pipeline.settings"


def apply() -> None:
    from pipeline import settings
    from pipeline.variables import SettingsError

    load = settings.load

    def by_old_names(*needed: str) -> settings.Settings:
        try:
            return load(*needed)
        except SettingsError as error:
            raise SettingsError(str(error).replace("SERVICE_ROLE_KEY", "SERVICE_KEY")) from None

    replace(settings, "load", by_old_names)
