"""How settings are named outside, and what is said when one is wrong. Apart from them: to load them takes a while."""

PREFIX = "PIPELINE_"


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one line for the person who starts the service."""
