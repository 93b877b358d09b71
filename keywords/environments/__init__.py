"""The environment file: where a pipeline runs, the words it uses, and what may be done to it."""

from keywords.environments.environment import (
    CAPABILITIES,
    DEFAULT,
    FOLDER,
    PRODUCTION,
    STAGES,
    VARIABLE,
    EmbeddedStart,
    Environment,
    EnvironmentFileError,
    GuardRules,
    LoadAllowed,
    RunningAlready,
    SignIn,
    load,
)

__all__ = [
    "CAPABILITIES",
    "DEFAULT",
    "FOLDER",
    "PRODUCTION",
    "STAGES",
    "VARIABLE",
    "EmbeddedStart",
    "Environment",
    "EnvironmentFileError",
    "GuardRules",
    "LoadAllowed",
    "RunningAlready",
    "SignIn",
    "load",
]
