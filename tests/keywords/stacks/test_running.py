"""A pipeline that someone else runs: what Countersign cannot do with it, in words, and what is harmless."""

import pytest

from keywords.basics.errors import Absent, Gone
from keywords.stacks.conditions import Conditions
from keywords.stacks.protocol import Ability, Stack, needs
from keywords.stacks.running import Running
from keywords.stacks.usage import Used

API = "http://127.0.0.1:8000"


@pytest.fixture
def stack() -> Running:
    return Running("docker", {"api": API}, {"JWT_SECRET": "hidden"})


@pytest.mark.parametrize("ability", Ability)
def test_it_has_no_ability_and_says_why_with_the_name_of_the_environment(stack: Stack, ability: Ability) -> None:
    reason = stack.cannot(ability)
    assert "docker" in reason
    assert "{" not in reason
    with pytest.raises(Absent) as refused:
        needs(stack, ability)
    assert str(refused.value) == reason


def test_every_ability_has_a_reason_of_its_own(stack: Stack) -> None:
    assert len({stack.cannot(ability) for ability in Ability}) == len(Ability)


@pytest.mark.parametrize(
    "deed", ["stop", "start", "kill", "pause", "resume", "restart", "mend", "touched", "processes"]
)
def test_no_service_of_it_can_be_touched(stack: Stack, deed: str) -> None:
    with pytest.raises(Gone, match="only the address of api is known"):
        getattr(stack, deed)("api")


def test_no_link_of_it_can_be_spoilt_and_no_stack_started_beside_it(stack: Stack) -> None:
    with pytest.raises(Gone, match="only the address of api is known"):
        stack.spoil("api", Conditions(silent=True))
    with pytest.raises(Gone):
        stack.beside("faults-1", {})
    with pytest.raises(Gone, match="only the address of storage is known"):
        stack.data("storage")


def test_nothing_is_seen_of_its_processes_and_logs(stack: Stack) -> None:
    assert stack.names() == []
    assert stack.members() == {}
    assert stack.logs("api") == []
    assert stack.used() == Used(0, 0, 0)


def test_ending_it_is_harmless(stack: Stack) -> None:
    stack.end()
    assert stack.addresses["api"] == API


def test_an_unknown_address_or_secret_is_out_of_reach(stack: Stack) -> None:
    with pytest.raises(Gone, match="storage is not known"):
        stack.addresses["storage"]
    with pytest.raises(Gone, match="DATABASE_URL is not known"):
        stack.secrets["DATABASE_URL"]
    assert "storage" not in stack.addresses
    assert stack.secrets.get("DATABASE_URL") is None


def test_a_later_run_learns_its_addresses_and_no_secret(stack: Stack) -> None:
    assert stack.where() == {"addresses": {"api": API}}
