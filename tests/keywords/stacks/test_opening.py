"""Stacks that are found where an environment file or an earlier run says they are."""

import json

import pytest

from keywords import environments
from keywords.basics.errors import TestBedError
from keywords.basics.secrets import mask
from keywords.environments import Environment
from keywords.safety.ledger import OwnLedger
from keywords.stacks.embedded import Embedded
from keywords.stacks.opening import opened, reached
from keywords.stacks.protocol import Ability, Stack
from keywords.stacks.running import Running

API = "http://127.0.0.1:8000"


def read_again(stack: Stack) -> Stack:
    """The stack as another process finds it, from a line of the ledger."""
    return reached(json.loads(json.dumps(stack.where())))


@pytest.mark.parametrize("home", [None, "/tmp/stacks"])
def test_a_later_run_reaches_an_embedded_stack_by_its_name_and_home(home: str | None) -> None:
    found = read_again(Embedded("run-1", home))
    assert isinstance(found, Embedded)
    assert (found.name, found.home) == ("run-1", home)
    assert found.where() == {"stack": "run-1", "home": home}


def test_a_later_run_does_not_own_the_stack_that_it_reaches() -> None:
    found = read_again(Embedded("run-1", "/tmp/stacks", ledger=OwnLedger()))
    with pytest.raises(TestBedError, match="the stack run-1 belongs to another run"):
        found.beside("faults-1", {})
    found.end()  # harmless


def test_a_later_run_reaches_a_running_pipeline_by_its_addresses() -> None:
    found = read_again(Running("docker", {"api": API}, {"JWT_SECRET": "hidden"}))
    assert isinstance(found, Running)
    assert found.addresses == {"api": API}
    assert found.secrets == {}
    assert found.cannot(Ability.CONTROL)


def test_a_pipeline_that_someone_else_runs_is_opened_with_the_secrets_of_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THEIR_DATABASE", "postgresql://user:very-secret@db/pipeline")
    content = environments.load("embedded").model_dump(exclude={"name", "start", "credentials"}, exclude_defaults=True)
    start = {"kind": "running", "addresses": {"api": API}}
    credentials = {"database": "THEIR_DATABASE"}
    environment = Environment.model_validate({**content, "name": "docker", "start": start, "credentials": credentials})
    ledger = OwnLedger()
    stack = opened(environment, ledger)
    assert isinstance(stack, Running)
    assert stack.name == "docker"
    assert stack.addresses == {"api": API}
    assert stack.secrets["THEIR_DATABASE"] == "postgresql://user:very-secret@db/pipeline"
    assert "very-secret" not in mask(f"cannot connect to {stack.secrets['THEIR_DATABASE']}")
    assert ledger.open == [], "there is nothing to undo"
