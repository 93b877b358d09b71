"""A service that lacks its storage key asks for it by an old name.

In real life: a setting was renamed, and the message that names it was not. Nothing reads what people then set.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-10.2",)
FIELD = "environment"
SELECTION = ("No Setting That A Service Needs Is Unset",)
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
