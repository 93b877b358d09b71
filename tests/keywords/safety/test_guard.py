"""The guard: in every environment, it allows exactly the deeds that the environment's file allows."""

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from keywords.basics.errors import Inconclusive
from keywords.environments.environment import Environment, EnvironmentFileError, load
from keywords.safety import guard
from keywords.safety.guard import Action, Creation, Fault, Guard, Load, Removal, Spend, refusal

FAULTS = ("kill worker", "stop storage", "cut network")
STANDING_FOR = ("local", "docker", "cloud", "production")
figures = st.floats(0, 1000) | st.just(0.0)
any_figure = st.floats() | st.sampled_from([float("nan"), float("inf"), -1.0])


def environment(*, name: str = "here", stands_for: str = "docker", decides: str = "ready", **rules: Any) -> Environment:
    start = {"kind": "running", "addresses": {"api": "https://pipeline.example"}}
    return Environment.model_validate(
        {"name": name, "title": "", "decides": decides, "stands_for": stands_for, "start": start, "guard": rules}
    )


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    stands_for = draw(st.sampled_from(STANDING_FOR))
    faults = [] if stands_for == "production" else draw(st.lists(st.sampled_from(FAULTS), unique=True))
    load_allowed = {"requests_per_second": draw(figures), "users": draw(st.integers(0, 500)), "seconds": draw(figures)}
    return environment(
        stands_for=stands_for,
        destructive=faults,
        load=load_allowed,
        spend_usd=draw(figures),
        prefix=draw(st.sampled_from(["countersign-", "acceptance-", "test-of-mine-"])),
    )


@st.composite
def deeds(draw: st.DrawFn) -> Action:
    names = st.text(max_size=20) | st.sampled_from(["countersign-", "acceptance-a", "annual report.pdf", ""])
    return draw(
        st.builds(Fault, st.sampled_from(FAULTS) | st.text(max_size=12))
        | st.builds(Load, any_figure, st.integers(-5, 1000), any_figure)
        | st.builds(Spend, any_figure)
        | st.builds(Creation, names)
        | st.builds(Removal, names)
    )


def harmless(here: Environment, deed: Action, spent: float) -> bool:
    """The same rules in other words, to compare the guard with."""
    rules = here.guard
    if isinstance(deed, Fault):
        return deed.name in rules.destructive and here.stands_for != "production"
    if isinstance(deed, Load):
        pairs = [
            (deed.requests_per_second, rules.load.requests_per_second),
            (deed.users, rules.load.users),
            (deed.seconds, rules.load.seconds),
        ]
        return all(cap >= figure >= 0 for figure, cap in pairs)
    if isinstance(deed, Spend):
        return deed.usd >= 0 and spent + deed.usd <= rules.spend_usd
    return deed.name[: len(rules.prefix)] == rules.prefix


@given(environments(), deeds())
def test_exactly_what_the_file_allows_passes(here: Environment, deed: Action) -> None:
    assert (refusal(here, deed) == "") == harmless(here, deed, 0)


@given(environments(), st.lists(deeds(), max_size=30))
def test_many_deeds_together_stay_within_the_cap(here: Environment, wanted: list[Action]) -> None:
    stands, spent = Guard(here), 0.0
    for deed in wanted:
        try:
            stands.allow(deed)
        except Inconclusive:
            assert not harmless(here, deed, spent)
            continue
        assert harmless(here, deed, spent)
        spent += deed.usd if isinstance(deed, Spend) else 0
    assert spent <= here.guard.spend_usd
    assert stands.spent == spent


def test_spending_at_the_same_moment_stays_within_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Guard(environment(spend_usd=10))
    passed = []

    def judged_slowly(*asked: Any) -> str:
        said = refusal(*asked)
        time.sleep(0.001)  # long enough for all to be judged before any is counted
        return said

    monkeypatch.setattr(guard, "refusal", judged_slowly)

    def spend() -> None:
        with suppress(Inconclusive):
            here.allow(Spend(1))
            passed.append(1)

    threads = [threading.Thread(target=spend) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), here.spent) == (10, 10)


@given(st.sampled_from(FAULTS) | st.text(max_size=20))
def test_production_refuses_every_fault_however_its_file_says_that_it_is_production(fault: str) -> None:
    assume(fault)
    for words in (
        {"stands_for": "production"},
        {"name": "production", "stands_for": ""},
        {"name": "eu-production"},
        {"decides": "fit to stay in production"},
    ):
        here = environment(**words)
        assert here.is_production, words
        listed = here.model_copy(update={"guard": here.guard.model_copy(update={"destructive": [fault]})})
        assert "is production" in refusal(listed, Fault(fault)), words
    assert not environment(name="cloud", stands_for="cloud", decides="ready for production").is_production


def test_a_refusal_says_what_would_be_allowed() -> None:
    some = environment(name="staging", destructive=["stop storage", "cut network"], spend_usd=5)
    said = "staging does not allow 'kill worker'; destructive faults that it allows: stop storage, cut network"
    assert refusal(some, Fault("kill worker")) == said
    assert refusal(environment(), Fault("kill worker")).endswith("destructive faults that it allows: none")
    assert "users 60 (at most 50)" in refusal(environment(load={"users": 50}), Load(0, 60, 0))
    assert refusal(some, Spend(2), spent=4) == "staging allows 5 USD a run; 4 are spent, and 2 would be added"
    assert "'countersign-' may be removed; 'a.pdf' does not" in refusal(some, Removal("a.pdf"))
    with pytest.raises(Inconclusive, match=r"^refused by the guard: staging does not allow 'kill worker'"):
        Guard(some).allow(Fault("kill worker"))


# Files that are refused


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(**content: Any) -> str:
        whole = {"name": "mine", "title": "", "decides": "", "stands_for": "cloud", "start": {"kind": "embedded"}}
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({**whole, **content}), encoding="utf-8")
        return str(path)

    return write


RUNNING = {"kind": "running", "addresses": {"api": "http://127.0.0.1:8000", "storage": "https://files.example"}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            {"stands_for": "production", "guard": {"destructive": ["kill worker"]}},
            "production must allow no destructive fault, but allows",
        ),
        ({"name": "production", "stands_for": "", "guard": {"destructive": ["kill worker"]}}, "kill worker"),
        ({"decides": "fit to stay in production", "guard": {"destructive": ["kill worker"]}}, "guard.destructive"),
        ({"name": "embedded", "stands_for": "", "start": RUNNING}, "storage (https://files.example) is not"),
        ({"name": "embedded", "start": {"kind": "embedded", "settings": {"bind_host": "0.0.0.0"}}}, "bind_host"),
        ({"name": "embedded", "start": {**RUNNING, "addresses": {"api": "http://127.evil.example"}}}, "api (http"),
        ({"guard": {"prefix": ""}}, "guard.prefix"),
        ({"guard": {"spend_usd": -1}}, "guard.spend_usd"),
    ],
)
def test_a_file_that_would_allow_harm_is_refused(written: Any, content: dict[str, Any], said: str) -> None:
    with pytest.raises(EnvironmentFileError) as refused:
        load(file := written(**content))
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{file}: ")
    assert "Value error" not in str(refused.value)


def test_embedded_is_this_machine_by_each_of_its_names(written: Any) -> None:
    addresses = {"api": "http://localhost:1", "storage": "http://127.0.0.1:2", "web": "http://[::1]:3"}
    assert load(written(name="embedded", start={"kind": "running", "addresses": addresses})).name == "embedded"
