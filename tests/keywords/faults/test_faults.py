"""Faults: the guard allows them, the ledger holds them before they strike, and they are healed whatever happens."""

import json
from collections import Counter
from typing import Any

import pytest

from keywords.basics.errors import Inconclusive
from keywords.cleaning import cleaner
from keywords.faults import fault
from keywords.faults.fault import KINDS, Fault, touched
from keywords.faults.injecting import injected, permitted
from keywords.safety.ledger import OwnLedger
from keywords.stacks import command_line
from keywords.stacks.conditions import Conditions
from keywords.stacks.embedded import Embedded
from keywords.stacks.protocol import Stack
from keywords.stacks.running import Running
from keywords.stacks.services import service_of
from keywords.world import World
from tests.keywords.stacks.fake import FakeStack, world_on

OF_DATA = {"object": "raw/user/document/original.pdf", "sha256": "", "change": "text", "document_id": "d"}
NEEDED: dict[str, dict[str, Any]] = {"corrupt": OF_DATA, "processor": {"share": 0.1}}  # parameters, by kind


@pytest.fixture
def stack() -> FakeStack:
    return FakeStack()


def left(world: World) -> list[dict[str, Any]]:
    """What the ledger still has to undo."""
    return [entry.undo for entry in world.ledger.open]


# Values


def test_a_later_run_can_read_a_fault_again() -> None:
    broken = Fault("weather", "llamaparse", {"error_rate": 1.0})
    assert Fault(**json.loads(json.dumps(broken.data()))) == broken
    assert (broken.name, str(broken)) == ("weather llamaparse", "weather llamaparse (error_rate=1.0)")


def test_a_process_is_allowed_by_the_name_of_its_service() -> None:
    assert Fault("pause", "worker-12").name == "pause worker"
    assert [service_of(name) for name in ("api", "api-2", "worker-10")] == ["api", "api", "worker"]


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="there are stop, kill"):
        Fault("melt", "worker")


@pytest.mark.parametrize(
    ("target", "missed"),
    [("postgres", "postgres"), ("worker-1", "worker"), ("api:openai", "openai"), ("worker:postgres", "worker")],
)
def test_workers_that_are_cut_off_count_as_missing(target: str, missed: str) -> None:
    assert Fault("network", target).service == missed


def test_a_database_on_a_small_disk_is_still_there_but_not_one_that_is_full_or_crowded() -> None:
    assert [Fault(kind, "postgres").removes for kind in ("disk", "room", "connections")] == [False, True, True]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_a_person_does_to_heal_it(kind: str) -> None:
    said = cleaner.KINDS["fault"].by_hand({**Fault(kind, "api").data(), "where": {"stack": "mine", "home": None}})
    assert "api" in said
    assert said.endswith("in the stack mine")


# Striking and healing


def test_a_fault_is_in_the_ledger_from_before_it_strikes_until_it_is_healed(stack: FakeStack) -> None:
    here = world_on(stack, ["stop storage"])
    noted = list[int]()
    stack.before_each = lambda: noted.append(len(here.ledger.open))
    with injected(here, Fault("stop", "storage")):
        assert stack.deeds == ["stop storage"]
        assert noted == [1]
        assert left(here) == [{"kind": "stop", "target": "storage", "parameters": {}, "where": stack.where()}]
    assert stack.deeds == ["stop storage", "start storage"]
    assert left(here) == []


@pytest.mark.parametrize("trouble", [AssertionError, KeyboardInterrupt, SystemExit, Inconclusive])
def test_a_fault_is_healed_whatever_happens(stack: FakeStack, trouble: type[BaseException]) -> None:
    here = world_on(stack, ["pause worker"])
    with pytest.raises(trouble), injected(here, Fault("pause", "worker-1")):
        raise trouble
    assert stack.deeds == ["pause worker-1", "resume worker-1"]
    assert left(here) == []


def test_faults_that_the_caller_strikes_are_in_the_ledger_and_healed_the_same_way(stack: FakeStack) -> None:
    here, kills = world_on(stack, ["kill api", "kill worker"]), (Fault("kill", "api"), Fault("kill", "worker"))
    with permitted(here, *kills):
        assert (stack.deeds, {broken["target"] for broken in left(here)}) == ([], {"api", "worker"})
    assert (stack.deeds, left(here)) == (["start worker", "start api"], [])


def test_the_guard_refuses_faults_before_the_caller_can_strike_them(stack: FakeStack) -> None:
    here = world_on(stack)
    with pytest.raises(Inconclusive, match="kill api"), permitted(here, Fault("kill", "api")):
        pass
    assert (stack.deeds, left(here)) == ([], [])


def test_if_the_guard_refuses_one_fault_none_of_them_strikes(stack: FakeStack) -> None:
    here, two = world_on(stack, ["stop storage"]), (Fault("stop", "storage"), Fault("kill", "worker"))
    with pytest.raises(Inconclusive, match="does not allow 'kill worker'"), injected(here, *two):
        pass
    assert (stack.deeds, left(here)) == ([], [])


def test_faults_are_healed_in_reverse_even_if_one_of_them_cannot_be_healed(stack: FakeStack) -> None:
    stack.stubborn = "start storage"
    here = world_on(stack, ["stop storage", "pause worker"])
    with (
        pytest.raises(AssertionError, match="storage did not come back after stop storage"),
        injected(here, Fault("pause", "worker"), Fault("stop", "storage")),
    ):
        pass
    assert stack.deeds == ["pause worker", "stop storage", "resume worker"]
    assert [broken["target"] for broken in left(here)] == ["storage"], "the end of the run tries again"


def test_a_fault_that_fails_to_strike_is_inconclusive_and_is_healed_all_the_same(stack: FakeStack) -> None:
    stack.stubborn = "stop"
    here = world_on(stack, ["stop storage"])
    with (
        pytest.raises(Inconclusive, match="stop storage could not be done"),
        injected(here, Fault("stop", "storage")),
    ):
        pass
    assert (stack.deeds, left(here)) == (["start storage"], [])


def test_the_next_run_heals_the_faults_of_a_dead_one(stack: FakeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[dict[str, Any]]()

    def reached(where: dict[str, Any]) -> Stack:
        asked.append(where)
        return stack

    monkeypatch.setattr(fault, "reached", reached)
    where = {"stack": "run-1-faults", "home": "/tmp/stacks"}
    dead = OwnLedger()
    for broken in (Fault("stop", "postgres"), Fault("pause", "worker-1"), Fault("network", "api", {"silent": True})):
        dead.note("fault", "embedded", {**broken.data(), "where": where})
    dead.opened().close()
    assert cleaner.sweep() == cleaner.Cleaned(undone=3)
    assert stack.deeds == ["mend api", "resume worker-1", "start postgres"]
    assert asked == [where] * 3


# Where nothing can be healed


@pytest.mark.parametrize("kind", KINDS)
def test_healing_is_harmless_on_a_stack_that_no_longer_exists(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command_line.HOME, "/nonexistent/stacks")
    Fault(kind, "api").heal(Embedded("never-was"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ["api", "worker-1", "storage", "postgres", "openai", "worker:openai"])
def test_healing_is_harmless_on_a_stack_that_someone_else_runs(kind: str, target: str) -> None:
    Fault(kind, target, OF_DATA).heal(Running("docker", {"api": "http://127.0.0.1:9"}))


@pytest.mark.parametrize("kind", KINDS)
def test_no_fault_strikes_a_stack_that_someone_else_runs_and_says_nothing_about(kind: str) -> None:
    here, broken = world_on(Running("docker", {}), [f"{kind} storage"]), Fault(kind, "storage", NEEDED.get(kind, {}))
    with pytest.raises(Inconclusive, match=f"{kind} storage .*could not be done"), injected(here, broken):
        pass
    assert left(here) == []


# Kinds


def test_the_same_seed_kills_the_same_processes(stack: FakeStack) -> None:
    def kills(seed: int) -> list[str]:
        stack.deeds.clear()
        Fault("kill", "worker", {"times": 40, "seed": seed, "pause": 0.0}).strike(stack)
        return list(stack.deeds)

    assert kills(7) == kills(7)
    assert kills(7) != kills(8)
    assert Counter(kills(7)).keys() == {f"kill worker-{n}" for n in (1, 2, 3)}


def test_a_network_fault_spoils_a_link_and_counts_what_it_touches(stack: FakeStack) -> None:
    broken = Fault("network", "openai", {"silent": True})
    stack.touches["openai"] = 6
    broken.strike(stack)
    assert stack.conditions == {"openai": Conditions(silent=True)}
    assert touched(stack, broken) == 6
    broken.heal(stack)
    assert stack.conditions == {}


def test_the_weather_of_a_simulator_that_is_gone_touches_nothing_and_needs_no_healing() -> None:
    stack = FakeStack(addresses={"openai": "http://127.0.0.1:9/v1"})
    weather = Fault("weather", "openai")
    weather.heal(stack)
    assert touched(stack, weather) == 0
    assert touched(stack, Fault("stop", "openai")) == 0
    stack.gone = True
    weather.heal(stack)
    assert stack.deeds == []
