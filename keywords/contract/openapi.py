"""The operations that an OpenAPI document describes, compared with the calls of the contract."""

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
    for path, item in document.get("paths", {}).items():
        yield from ((verb.upper(), path) for verb in VERBS if verb in item)


def shape(method: str, path: str) -> str:
    """Method and path without the names of parameters."""
    return f"{method} {_PARAMETER.sub('{}', path)}"


def promised(environment: Environment) -> dict[str, str]:
    """The calls of the contract that the environment has, and the shape of each."""
    calls = [call for call in METHODS if environment.has(call) and call not in UNDOCUMENTED]
    paths = {call: environment.paths.of(call, job_id="{}", document_id="{}") for call in calls}
    return {call: shape(METHODS[call], path) for call, path in paths.items()}


def undescribed(environment: Environment, document: Mapping[str, Any]) -> list[str]:
    """The calls of the contract that the document does not describe."""
    described = {shape(*operation) for operation in operations(document)}
    return [call for call, call_shape in promised(environment).items() if call_shape not in described]


def filled(path: str, value: str) -> str:
    return _PARAMETER.sub(value, path)


def untried(environment: Environment, document: Mapping[str, Any], called: Iterable[str]) -> list[str]:
    """The calls of the contract that the document describes but that were not made."""
    missing = set(undescribed(environment, document))
    return [call for call in promised(environment) if call not in missing and call not in set(called)]
