"""Stacks beside the judged one: lent to one user at a time, used again, and ended once their state is unknown."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from keywords.basics.errors import Absent, Inconclusive, TestBedError
from keywords.basics.secrets import mask
from keywords.evidence.model import MadeOn
from keywords.evidence.recorder import Recorder
from keywords.stacks.beside import LENT_SETTINGS, LINKS, Beside
from keywords.stacks.protocol import Ability
from tests.keywords.evidence.recorded import recorded
from tests.keywords.stacks.fake import FakeStack, world_on

SETTINGS: dict[str, str | int | float] = {"jobs_per_user": 100, "lease_seconds": 5}


@pytest.fixture
def first() -> FakeStack:
    return FakeStack("run-1", settings=SETTINGS)


@pytest.fixture
def beside(first: FakeStack) -> Beside:
    return Beside(first)


def names(stacks: list[FakeStack]) -> list[str]:
    return [stack.name for stack in stacks]


# Lent


def test_a_lent_stack_has_the_settings_of_the_judged_one_but_quick_retries_and_links(
    first: FakeStack, beside: Beside
) -> None:
    with beside.lent() as stack:
        assert stack is first.started[0]
        assert stack.settings == {**SETTINGS, **LENT_SETTINGS}
        assert stack.settings["lease_seconds"] == LENT_SETTINGS["lease_seconds"] != SETTINGS["lease_seconds"]
    assert first.started[0].links == LINKS
    assert first.started[0].ports == "free"


def test_the_secrets_of_a_lent_stack_are_masked(beside: Beside) -> None:
    with beside.lent() as stack:
        secret = stack.secrets["JWT_SECRET"]
        assert secret not in mask(f"the token was signed with {secret}")


def test_two_users_at_a_time_have_two_stacks(first: FakeStack, beside: Beside) -> None:
    with beside.lent() as one, beside.lent() as other:
        assert one is not other
    assert names(first.started) == ["run-1-faults-1", "run-1-faults-2"]


def test_a_free_stack_is_lent_again(first: FakeStack, beside: Beside) -> None:
    with beside.lent() as one:
        pass
    with beside.lent() as again:
        assert again is one
    assert len(first.started) == 1
    assert not first.started[0].ended


def test_however_many_threads_ask_each_stack_has_one_user(first: FakeStack, beside: Beside) -> None:
    at_once, most, together = 4, Counter[str](), threading.Barrier(4)
    present = Counter[str]()

    def use(_: int) -> None:
        with beside.lent() as stack:
            present[stack.name] += 1
            most[stack.name] = max(most[stack.name], present[stack.name])
            together.wait(30)
            present[stack.name] -= 1

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(use, range(at_once * 5)))
    assert set(most.values()) == {1}
    assert len(first.started) == at_once


@pytest.mark.parametrize("trouble", [AssertionError, Inconclusive, TestBedError])
def test_a_stack_is_ended_and_not_lent_again_after_a_failure(
    first: FakeStack, beside: Beside, trouble: type[Exception]
) -> None:
    with pytest.raises(trouble), beside.lent():
        raise trouble
    assert first.started[0].ended
    with beside.lent() as another:
        assert another is first.started[1]


def test_a_stack_that_does_not_start_is_not_lent_and_the_next_user_gets_another(
    first: FakeStack, beside: Beside
) -> None:
    first.stubborn = "beside"
    with pytest.raises(TestBedError, match="beside faults-1 is not possible"), beside.lent():
        pass
    first.stubborn = ""
    with beside.lent() as stack:
        assert stack.name == "run-1-faults-2"


def test_free_stacks_are_ended_and_those_in_use_are_not(first: FakeStack, beside: Beside) -> None:
    with beside.lent() as used:
        with beside.lent():
            pass
        beside.end_free()
        assert [stack.ended for stack in first.started] == [False, True]
    beside.end_free()
    assert [stack.ended for stack in first.started] == [True, True]
    with beside.lent() as another:
        assert another is not used
    assert len(first.started) == 3
    assert not first.ended


def test_the_world_on_a_lent_stack_is_the_same_each_time(first: FakeStack) -> None:
    world = world_on(first)
    with world.lent() as one:
        assert one.stack is first.started[0]
        assert (one.environment, one.guard, one.ledger) == (world.environment, world.guard, world.ledger)
        assert one.accounts is not world.accounts, "its people are its own"
    with world.lent() as again:
        assert again is one
    assert world.others == [one]


# Ordinary


def test_the_ordinary_stack_is_started_once_with_ordinary_limits_and_no_workers(
    first: FakeStack, beside: Beside
) -> None:
    another = threading.Barrier(2)

    def wait_for_another() -> None:
        with suppress(threading.BrokenBarrierError):
            another.wait(0.3)

    first.before_each = wait_for_another  # so a start lasts long enough for a second one to begin, if it may
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: beside.ordinary().name, range(8)))
    assert found == {"run-1-ordinary"}
    assert len(first.started) == 1
    assert first.started[0].settings == {"workers": 0}
    assert first.started[0].ports == "default"
    assert beside.moved == ""


def test_the_secrets_of_the_ordinary_stack_are_masked(beside: Beside) -> None:
    secret = beside.ordinary().secrets["JWT_SECRET"]
    assert secret not in mask(f"the token was signed with {secret}")


def test_the_ordinary_stack_moves_to_other_ports_if_the_contract_s_are_taken_and_says_why(
    first: FakeStack, beside: Beside
) -> None:
    first.ports_taken = "port 8000 (api) is taken"
    stack = beside.ordinary()
    assert stack is first.started[0]
    assert (first.started[0].name, first.started[0].ports) == ("run-1-ordinary-elsewhere", "free")
    assert stack.settings == {"workers": 0}
    assert beside.moved == "port 8000 (api) is taken"
    assert beside.ordinary() is stack


def test_an_ordinary_stack_that_starts_nowhere_is_a_fault_of_the_test_bed(first: FakeStack, beside: Beside) -> None:
    first.stubborn = "beside"
    with pytest.raises(TestBedError, match="beside ordinary-elsewhere is not possible"):
        beside.ordinary()


# Where it is not possible


@pytest.mark.parametrize("lacking", [Ability.CONTROL, Ability.BESIDE])
def test_no_stack_is_lent_beside_one_that_lacks_an_ability_and_the_reason_says_why(lacking: Ability) -> None:
    first = FakeStack(lacks={lacking: f"this place has no {lacking}"})
    with pytest.raises(Absent, match=f"this place has no {lacking}"), Beside(first).lent():
        pass
    assert first.started == []


def test_no_ordinary_stack_is_started_where_none_can_be_and_the_reason_says_why() -> None:
    first = FakeStack(lacks={Ability.BESIDE: "Countersign does not start it"})
    with pytest.raises(Absent, match="Countersign does not start it"):
        Beside(first).ordinary()
    assert first.started == []


def test_an_ordinary_stack_needs_no_control_of_the_judged_one() -> None:
    first = FakeStack(lacks={Ability.CONTROL: "no one may stop its services"})
    assert Beside(first).ordinary() is first.started[0]


def test_the_record_of_an_experiment_names_the_stack_and_the_settings_that_differ(first: FakeStack) -> None:
    world = world_on(first)
    with recorded() as record, world.lent() as here, world.lent():
        assert [made_on.stack for made_on in record.made_on] == ["run-1-faults-1", "run-1-faults-2"]
    assert here.stack.settings == record.made_on[0].settings
    assert record.made_on[0].differs["lease_seconds"] == f"{LENT_SETTINGS['lease_seconds']}, not 5"
    assert record.made_on[0].differs["workers"] == f"{LENT_SETTINGS['workers']}, not default"
    assert "jobs_per_user" not in record.made_on[0].differs, "it is the same"


def test_an_experiment_without_another_stack_was_made_on_the_run_s_own() -> None:
    recorder = Recorder()
    recorder.own_stack = MadeOn(stack="run-1", settings={"workers": 3}, fingerprint={"api version": "1"})
    with recorder.experiment("here", {}) as record:
        pass
    assert record.made_on == [recorder.own_stack]


def test_the_stacks_of_two_processes_have_different_names(first: FakeStack) -> None:
    with Beside(first).lent() as one, Beside(first, "robot-7-").lent() as other:
        assert (one.name, other.name) == ("run-1-faults-1", "run-1-robot-7-faults-1")
