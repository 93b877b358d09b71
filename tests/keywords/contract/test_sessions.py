"""The ways to a token, each against an API with prepared answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from keywords.basics.errors import Inconclusive
from keywords.contract import sessions
from keywords.contract.people import Person
from keywords.environments.environment import Environment
from keywords.safety import ledger
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks.running import Running
from keywords.world import World

ADDRESS = "http://127.0.0.1:1"
SECRET = "a secret of thirty-two characters and more"


def environment(**sign_in: Any) -> Environment:
    content = {
        "name": "docker",
        "title": "t",
        "decides": "d",
        "absent": ["me"],
        "sign_in": sign_in,
        "start": {"kind": "running", "addresses": {"api": ADDRESS}},
    }
    return Environment.model_validate(content)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledgers of a test are its own."""
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path))


def world_of(here: Environment) -> World:
    return World(here, Running(here.name, {"api": ADDRESS}), Guard(here), OwnLedger())


def token(**claims: Any) -> str:
    return jwt.encode(claims, SECRET)


def api(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(base_url=ADDRESS, transport=httpx.MockTransport(answer))


def test_a_minted_token_says_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_SECRET", SECRET)
    here = environment(
        way="minted", secret_variable="THE_SECRET", user_claim="uid", claims={"iss": "us"}, header="X-Key", scheme=""
    )
    world = world_of(here)
    one, other = world.two_people()
    claims = jwt.decode(one.token, SECRET, ["HS256"], issuer="us")
    assert claims["uid"] == one.user_id != other.user_id
    assert one.email.startswith(here.guard.prefix)
    assert one.http.headers["X-Key"] == one.token
    assert "aud" not in claims


def test_given_tokens_belong_to_the_users_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST", token(sub="one"))
    monkeypatch.setenv("SECOND", token(sub="two"))
    world = world_of(environment(way="given", token_variables=["FIRST", "SECOND"]))
    assert [person.user_id for person in (*world.two_people(), world.person())] == ["one", "two", "one"]


def test_two_users_cannot_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST", token(sub="one"))
    world = world_of(environment(way="given", token_variables=["FIRST"]))
    with pytest.raises(Inconclusive, match=r"a second user is needed: sign_in\.token_variables"):
        world.two_people()


@pytest.mark.parametrize(
    ("way", "said"),
    [("given", r"NOWHERE is not set \(sign_in.token_variables\)"), ("minted", r"NOWHERE is not set \(sign_in.secret")],
)
def test_a_missing_variable_is_named_by_its_key(monkeypatch: pytest.MonkeyPatch, way: str, said: str) -> None:
    monkeypatch.delenv("NOWHERE", raising=False)
    here = environment(way=way, token_variables=["NOWHERE"], secret_variable="NOWHERE")
    with pytest.raises(Inconclusive, match=said):
        Person(world_of(here))


def test_an_account_is_registered_in_the_words_of_the_environment() -> None:
    here = Environment.model_validate(
        {
            **environment().model_dump(by_alias=True),
            "paths": {"register": "/people"},
            "success": {"register": 200},
            "sends": {"register": {"email": "account.mail", "password": "account.word"}},
            "answers": {"register": {"access_token": "data.key", "refresh_token": "", "user": {"user_id": "data.who"}}},
        }
    )
    seen: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/people"
        seen.append(json.loads(request.content))
        return httpx.Response(200, json={"data": {"key": "opaque-and-no-jwt", "who": 7}})

    session = sessions.from_answer(
        here, "register", api(answer).post("/people", json={"x": 1}), sessions.Session("", "a@b.c", "", "word")
    )
    assert (session.user_id, session.token, session.refresh_token) == ("7", "opaque-and-no-jwt", "")
    world, email = world_of(here), f"{here.guard.prefix}x@example.com"
    made = world.accounts.register(api(answer), email, "a word of theirs")
    assert made.user_id == "7"
    assert [(entry.kind, entry.undo["email"]) for entry in world.ledger.open] == [("account", email)]
    assert seen[-1] == {"account": {"mail": email, "word": "a word of theirs"}}


def test_a_refused_registration_says_what_was_seen() -> None:
    def refused(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(503, text="later", headers={"X-Correlation-ID": "c-1"})

    here = environment()
    with pytest.raises(AssertionError, match=r"register: expected 201, seen 503 later \(correlation id c-1\)"):
        world_of(here).accounts.register(api(refused), f"{here.guard.prefix}x@example.com", "a word of theirs")
