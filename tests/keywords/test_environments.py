"""Environment files: validated whole, and an error names the file, the key, and what was meant."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from keywords import environments
from keywords.environments import EnvironmentFileError, load
from keywords.quantities import Limit, Quantity


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(**changes: Any) -> str:
        content = yaml.safe_load((environments.FOLDER / "embedded.yaml").read_text(encoding="utf-8"))
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({**content, **changes}), encoding="utf-8")
        return str(path)

    return write


def test_every_environment_file_of_the_repository_is_valid() -> None:
    for file in environments.FOLDER.glob("*.yaml"):
        assert load(str(file)).name == file.stem


def test_a_user_s_own_file_is_taken_by_its_path(written: Any) -> None:
    assert load(written(name="mine")).name == "mine"


def test_it_is_chosen_by_argument_then_variable_then_default(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environments.VARIABLE, raising=False)
    assert load().name == "embedded"
    monkeypatch.setenv(environments.VARIABLE, written(name="mine"))
    assert load().name == "mine"
    assert load("embedded").name == "embedded"


@pytest.mark.parametrize(
    ("changes", "key", "meant"),
    [
        ({"gaurd": {}}, "gaurd", "'guard'"),
        ({"guard": {"destructiv": []}}, "guard.destructiv", "'destructive'"),
        ({"sign_in": {"way": "magic"}}, "sign_in.way", "'login'"),
        ({"required": {"x": "<= 3 mss"}}, "required.x", "'ms'"),
        ({"name": "Has Blanks"}, "name", "pattern"),
        ({"start": {"kind": "running"}}, "start.running.addresses", "required"),
    ],
)
def test_an_error_names_file_key_and_what_was_meant(written: Any, changes: Any, key: str, meant: str) -> None:
    file = written(**changes)
    with pytest.raises(EnvironmentFileError) as refused:
        load(file)
    assert file in str(refused.value)
    assert key in str(refused.value)
    assert meant in str(refused.value)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(EnvironmentFileError, match="did you mean 'embedded'"):
        load("embeded")
    with pytest.raises(EnvironmentFileError, match="no environment file"):
        load("nowhere/file.yaml")


def test_what_an_environment_requires_is_a_limit_with_a_unit() -> None:
    assert load("embedded").required["response time average"] == Limit("<=", Quantity(322.2, "ms"))
