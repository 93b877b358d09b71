"""Faults: asked of the guard, in the ledger before they happen, and healed whatever comes."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from keywords import environments
from keywords.basics.errors import Gone, Inconclusive, TestBedError
from keywords.cleaning import cleaner
from keywords.environments.environment import Environment
from keywords.faults import fault
from keywords.faults.fault import KINDS, Fault
from keywords.faults.injecting import answered_for, injected
from keywords.safety import ledger
from keywords.safety.guard import Guard
from keywords.stacks import embedded
from keywords.stacks.conditions import Conditions
from keywords.stacks.services import service_of
from keywords.world import World


class Told:
    """A backend that only remembers what it was told, and whether it was in the ledger by then."""

    def __init__(self) -> None:
        self.deeds: list[str] = []
        self.noted: list[int] = []
        self.stubborn = ""

    def _do(self, deed: str) -> None:
        if self.stubborn and deed.startswith(self.stubborn):
            raise TestBedError(f"{deed} is not possible")
        self.deeds.append(deed)
        held = ledger.own_if_begun()
        self.noted.append(len(held.page.open) if held else 0)

    def stop(self, target: str) -> None:
        self._do(f"stop {target}")

    def start(self, target: str) -> None:
        self._do(f"start {target}")

    def kill(self, target: str) -> None:
        self._do(f"kill {target}")

    def pause(self, target: str) -> None:
        self._do(f"pause {target}")

    def resume(self, target: str) -> None:
        self._do(f"resume {target}")

    def spoil(self, service: str, conditions: Conditions) -> None:
        self._do(f"spoil {service} {conditions.silent}")

    def mend(self, service: str) -> None:
        self._do(f"mend {service}")

    def touched(self, service: str) -> int:
        return len(service)

    def names(self, service: str) -> list[str]:
        return [f"{service}-{n}" for n in (1, 2, 3)]

    def address(self, service: str) -> str:
        raise Gone(service)

    def where(self) -> dict[str, Any]:
        return {"stack": "somewhere", "home": None}


@pytest.fixture(autouse=True)
def own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "state"))
    monkeypatch.setattr(ledger, "_own", None)
    yield tmp_path / "state"
    ledger.close_own()


@pytest.fixture
def told() -> Told:
    return Told()


def allowing(*names: str) -> Environment:
    here = environments.load("embedded")
    return here.model_copy(update={"guard": here.guard.model_copy(update={"destructive": list(names)})})


def ground(told: Told, *names: str) -> World:
    here = allowing(*names)
    return World(cast(Any, SimpleNamespace(environment=here, guard=Guard(here))), told)


def left() -> list[dict[str, Any]]:
    held = ledger.own_if_begun()
    return [entry.undo for entry in held.page.open] if held else []


def test_a_fault_is_a_value_that_a_later_run_can_read_again() -> None:
    broken = Fault("weather", "llamaparse", {"error_rate": 1.0})
    assert Fault(**json.loads(json.dumps(broken.data()))) == broken
    assert (broken.name, str(broken)) == ("weather llamaparse", "weather llamaparse (error_rate=1.0)")


def test_the_process_of_a_service_is_allowed_by_the_service_s_name() -> None:
    assert Fault("pause", "worker-12").name == "pause worker"
    assert [service_of(name) for name in ("api", "api-2", "worker-10")] == ["api", "api", "worker"]


def test_an_unknown_fault_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="there are stop, kill"):
        Fault("melt", "worker")


def test_it_is_in_the_ledger_before_it_happens_and_out_of_it_when_it_is_healed(told: Told) -> None:
    with injected(ground(told, "stop storage"), Fault("stop", "storage")):
        assert told.deeds == ["stop storage"]
        assert told.noted == [1]
        assert left() == [{"kind": "stop", "target": "storage", "parameters": {}, "where": told.where()}]
    assert told.deeds == ["stop storage", "start storage"]
    assert left() == []


@pytest.mark.parametrize("trouble", [AssertionError, KeyboardInterrupt, SystemExit, Inconclusive])
def test_it_is_healed_whatever_comes(told: Told, trouble: type[BaseException]) -> None:
    with pytest.raises(trouble), injected(ground(told, "pause worker"), Fault("pause", "worker-1")):
        raise trouble
    assert told.deeds == ["pause worker-1", "resume worker-1"]
    assert left() == []


def test_what_others_let_happen_is_asked_for_in_the_ledger_and_healed_the_same(told: Told) -> None:
    here, kills = ground(told, "kill api", "kill worker"), (Fault("kill", "api"), Fault("kill", "worker"))
    with answered_for(here, *kills):
        assert (told.deeds, {broken["target"] for broken in left()}) == ([], {"api", "worker"})
    assert (told.deeds, left()) == (["start worker", "start api"], [])


def test_what_others_would_let_happen_is_refused_by_the_guard_before(told: Told) -> None:
    with pytest.raises(Inconclusive, match="kill api"), answered_for(ground(told), Fault("kill", "api")):
        pass
    assert (told.deeds, left()) == ([], [])


def test_what_the_guard_refuses_does_not_happen_and_neither_does_what_was_to_come_with_it(told: Told) -> None:
    two = (Fault("stop", "storage"), Fault("kill", "worker"))
    with (
        pytest.raises(Inconclusive, match="does not allow 'kill worker'"),
        injected(ground(told, "stop storage"), *two),
    ):
        pass
    assert (told.deeds, left()) == ([], [])


def test_two_faults_are_healed_the_other_way_round_and_one_that_cannot_be_keeps_no_other_from_it(told: Told) -> None:
    told.stubborn = "start storage"
    here = ground(told, "stop storage", "pause worker")
    with (
        pytest.raises(AssertionError, match="storage did not come back after stop storage"),
        injected(here, Fault("pause", "worker"), Fault("stop", "storage")),
    ):
        pass
    assert told.deeds == ["pause worker", "stop storage", "resume worker"]
    assert [broken["target"] for broken in left()] == ["storage"], "it is tried again at the end of the run"


def test_one_that_cannot_be_done_is_inconclusive_and_healed_all_the_same(told: Told) -> None:
    told.stubborn = "stop"
    with (
        pytest.raises(Inconclusive, match="stop storage could not be done"),
        injected(ground(told, "stop storage"), Fault("stop", "storage")),
    ):
        pass
    assert (told.deeds, left()) == (["start storage"], [])


def test_a_ledger_s_fault_is_healed_by_the_next_run(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str | None]] = []

    def supervised(stack: str, home: str | None) -> Told:
        seen.append((stack, home))
        return told

    monkeypatch.setattr(fault, "Supervised", supervised)
    where = {"stack": "run-1-faults", "home": "/tmp/stacks"}
    for broken in (Fault("stop", "postgres"), Fault("pause", "worker-1"), Fault("network", "api", {"silent": True})):
        ledger.own().note("fault", "embedded", {**broken.data(), "where": where})
    ledger.close_own()
    assert cleaner.sweep() == cleaner.Cleaned(undone=3)
    assert told.deeds == ["mend api", "resume worker-1", "start postgres"]
    assert seen == [("run-1-faults", "/tmp/stacks")] * 3


def test_what_it_was_done_to_may_be_gone_when_it_is_healed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(embedded.HOME, "/nonexistent/stacks")
    for kind in KINDS:
        Fault(kind, "api").heal(Supervised("never-was"))


def test_every_kind_tells_a_person_what_to_do() -> None:
    for kind in KINDS:
        said = cleaner.KINDS["fault"].by_hand({**Fault(kind, "api").data(), "where": {"stack": "mine", "home": None}})
        assert "api" in said
        assert said.endswith("in the stack mine")


def test_random_kills_are_the_same_for_the_same_seed(told: Told) -> None:
    def kills(seed: int) -> list[str]:
        told.deeds.clear()
        Fault("kill", "worker", {"times": 40, "seed": seed, "pause": 0.0}).strike(told)
        return list(told.deeds)

    assert kills(7) == kills(7)
    assert kills(7) != kills(8)
    assert Counter(kills(7)).keys() == {f"kill worker-{n}" for n in (1, 2, 3)}


def test_weather_of_a_simulator_that_is_gone_touches_nothing_and_needs_no_healing(told: Told) -> None:
    weather = Fault("weather", "openai")
    weather.heal(told)
    assert told.deeds == []
    assert fault.struck(told, Fault("network", "openai")) == len("openai")
    assert fault.struck(told, Fault("stop", "openai")) == 0
