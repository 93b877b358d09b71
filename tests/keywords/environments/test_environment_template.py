"""The annotated template loads unchanged, holds every key, and states the true defaults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from keywords import environments
from keywords.environments import dialect, table_names
from keywords.environments.environment import CAPABILITIES, EmbeddedStart, Environment, RunningAlready

TEMPLATE = environments.FOLDER / "template.yaml.example"
OWN = ("name", "title", "decides", "stands_for", "start", "credentials")  # without a default
TABLES = {"sends": dialect.SENDS, "answers": dialect.ANSWERS, "tables": table_names.STANDARD}


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    path = tmp_path_factory.mktemp("template") / "staging.yaml"
    path.write_bytes(TEMPLATE.read_bytes())
    return environments.load(str(path))


def keys_of_model(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = f"{path}{field.alias or name}"
        yield key
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys_of_model(kind, f"{key}.")


def keys_of(content: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in content.items():
        yield f"{path}{name}"
        if isinstance(value, dict):
            yield from keys_of(value, f"{path}{name}.")


def test_every_key_is_in_it(content: dict[str, Any]) -> None:
    there = set(keys_of(content))
    assert set(keys_of_model(Environment)) <= there
    for key, words in TABLES.items():
        assert {f"{key}.{word}" for word in keys_of(words)} <= there


def test_its_defaults_are_the_true_ones(loaded: Environment) -> None:
    start = RunningAlready(kind="running", addresses={})
    usual = Environment(name="cloud", title="", decides="", start=start)
    for name in Environment.model_fields:
        if name not in OWN:
            assert getattr(loaded, name) == getattr(usual, name), name


def test_it_names_every_capability_and_way_to_start() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    words = set(text.replace(",", " ").replace(".", " ").split())
    assert set(CAPABILITIES) <= words
    for start in (EmbeddedStart, RunningAlready):
        assert set(start.model_fields) <= {word.strip("`:") for word in words}


def test_it_is_not_an_environment_itself() -> None:
    assert TEMPLATE not in set(environments.FOLDER.glob("*.yaml"))
    with pytest.raises(environments.EnvironmentFileError, match="no environment 'template'"):
        environments.load("template")


def test_a_key_without_an_annotation_is_noticed(content: dict[str, Any], tmp_path: Path) -> None:
    del content["promises"]["claims_told"]
    assert "promises.claims_told" in set(keys_of_model(Environment)) - set(keys_of(content))
