"""The prefix and the error of settings, in a module of their own because settings take a while to load."""

PREFIX = "PIPELINE_"


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one line for the person who starts the service."""
