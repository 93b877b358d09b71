"""Signed links, and what may be altered in them."""

import time

import jwt
import pytest

from keywords.basics.errors import Misuse
from keywords.contract.links import ALTERATIONS, Link

SECRET, PLACE = "a secret of thirty-two characters and more", "http://storage/object/sign/raw/anna/one.pdf"


def link() -> Link:
    claims = {"object": "raw/anna/one.pdf", "exp": int(time.time()) + 60, "max_bytes": 10}
    return Link("raw/anna/one.pdf", f"{PLACE}?token={jwt.encode(claims, SECRET)}")


def test_a_link_does_not_show_its_token() -> None:
    assert str(link()) == "a signed link to raw/anna/one.pdf"
    assert "token" not in repr(link())


@pytest.mark.parametrize("what", ALTERATIONS)
def test_each_alteration_leaves_the_address_and_spoils_the_token(what: str) -> None:
    changed = ALTERATIONS[what](link())
    assert (changed.name, changed.place) == ("raw/anna/one.pdf", PLACE)
    assert changed.url != link().url
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(changed.url.partition("?token=")[2], SECRET, ["HS256"])


def test_the_token_of_a_link_can_be_taken_to_another_object() -> None:
    turned = link().to("raw/ben/two.pdf")
    assert turned.place == "http://storage/object/sign/raw/ben/two.pdf"
    assert turned.token == link().token


def test_what_is_no_signed_link_is_refused_in_words() -> None:
    with pytest.raises(Misuse, match=r"ends in \?token="):
        _ = Link("x", "http://storage/x").token
