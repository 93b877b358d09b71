"""The environment file: where a pipeline runs, which words it speaks, and what may be done to it."""

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
    chosen,
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
    "chosen",
    "load",
]
