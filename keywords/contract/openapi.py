"""What an OpenAPI document says an API can do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from keywords.environments.dialect import METHODS
from keywords.environments.environment import Environment

VERBS = ("get", "put", "post", "delete", "patch")
UNDOCUMENTED = ("openapi",)  # a document does not describe itself
_PARAMETER = re.compile(r"{[^}]*}")


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every method and path."""
    for path, told in document.get("paths", {}).items():
        yield from ((verb.upper(), path) for verb in VERBS if verb in told)


def shape(method: str, path: str) -> str:
    """Method and path, whatever the parameters are called."""
    return f"{method} {_PARAMETER.sub('{}', path)}"


def promised(environment: Environment) -> dict[str, str]:
    """The calls of the contract that the environment has, and the shape of each."""
    calls = {call: method for call, method in METHODS.items() if environment.has(call) and call not in UNDOCUMENTED}
    return {
        call: shape(method, environment.paths.of(call, job_id="{}", document_id="{}")) for call, method in calls.items()
    }


def undescribed(environment: Environment, document: Mapping[str, Any]) -> list[str]:
    """The calls of the contract that the document does not know."""
    described = {shape(*operation) for operation in operations(document)}
    return [call for call, wanted in promised(environment).items() if wanted not in described]


def filled(path: str, value: str) -> str:
    return _PARAMETER.sub(value, path)


def untried(environment: Environment, document: Mapping[str, Any], called: Iterable[str]) -> list[str]:
    """The calls of the contract that the document describes and nobody made."""
    missing = set(undescribed(environment, document))
    return [call for call in promised(environment) if call not in missing and call not in set(called)]
