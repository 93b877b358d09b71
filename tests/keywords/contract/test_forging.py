"""Forged tokens: each has one thing wrong, and a genuine one made in the same way has nothing wrong."""

import time
from types import SimpleNamespace
from typing import Any, cast

import jwt
import pytest

from keywords.basics.errors import Absent
from keywords.contract.forging import FORGERIES, GENUINE, Original, altered
from keywords.contract.people import Person

SECRET, ISSUER, AUDIENCE = "a secret of thirty-two characters and more", "us", "authenticated"
ANNA, BEN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
BELIEVED_ALL_THE_SAME = {  # what only a pipeline that knows its users and sessions can refuse
    "a token of a user who does not exist",
    "a token whose user is no id",
    "a token of a session that does not exist",
    "a token of another user's session",
}


def person(user_id: str, **claims: Any) -> Person:
    now = int(time.time())
    whole = {"sub": user_id, "sid": f"session of {user_id}", "aud": AUDIENCE, "iss": ISSUER, "iat": now, "exp": now + 9}
    environment = SimpleNamespace(name="here", sign_in=SimpleNamespace(user_claim="sub"))
    token = jwt.encode({claim: value for claim, value in {**whole, **claims}.items() if value}, SECRET)
    session = SimpleNamespace(refresh_token=f"refresh-{user_id}")
    return cast(Person, SimpleNamespace(token=token, user_id=user_id, environment=environment, session=session))


def original(**claims: Any) -> Original:
    return Original(person(ANNA, **claims), person(BEN, **claims), SECRET, jwt.encode({"role": "services"}, SECRET))


def believed(token: str) -> bool:
    """A careful reader, who looks at everything that a token says, and at nothing else."""
    required = {"require": ["exp", "aud", "iss", "sub", "sid"]}
    try:
        jwt.decode(token, SECRET, ["HS256"], audience=AUDIENCE, issuer=ISSUER, options=cast(Any, required))
    except jwt.InvalidTokenError:
        return False
    return True


@pytest.mark.parametrize("what", [GENUINE, *sorted(BELIEVED_ALL_THE_SAME)])
def test_a_token_that_is_made_like_a_genuine_one_is_believed(what: str) -> None:
    assert believed(FORGERIES[what](original()))


@pytest.mark.parametrize("what", sorted(set(FORGERIES) - BELIEVED_ALL_THE_SAME - {GENUINE}))
def test_a_careful_reader_refuses_every_other_one(what: str) -> None:
    assert not believed(FORGERIES[what](original()))


NAMING = (
    "a token signed with another secret",
    "a token without a signature",
    "another user's token in this user's name",
)


@pytest.mark.parametrize("what", NAMING)
def test_a_forgery_names_the_user_whom_it_is_about(what: str) -> None:
    assert jwt.decode(FORGERIES[what](original()), options={"verify_signature": False})["sub"] == ANNA


def test_each_forgery_is_another() -> None:
    tokens = {what: forge(original()) for what, forge in FORGERIES.items()}
    assert len(set(tokens.values())) == len(FORGERIES)


def test_what_tokens_do_not_say_cannot_be_forged() -> None:
    with pytest.raises(Absent, match="have no claim 'iss'"):
        FORGERIES["a token of another issuer"](original(iss=None))
    with pytest.raises(Absent, match="the key of the services of here is not known"):
        FORGERIES["the key of the services"](Original(person(ANNA), person(BEN), SECRET, ""))


def test_a_signature_cut_short_is_still_a_whole_number_of_bytes() -> None:
    signature = FORGERIES["a token whose signature is cut short"](original()).rpartition(".")[2]
    assert len(signature) % 4 != 1, "else it would be refused for its form"
    assert altered(signature) != signature
