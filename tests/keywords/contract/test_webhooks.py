"""Webhooks as the parser signs them."""

import hashlib
import hmac
import json

import pytest

from keywords.contract.webhooks import MALFORMED, RIGHTLY, SIGNATURES, event, malformed, signature


def test_an_event_holds_the_pages_in_order() -> None:
    told = json.loads(event("pjb-1", "doc-1", ["one", "two"], at=12.5))
    assert (told["event_type"], told["timestamp"]) == ("parse.success", 12.5)
    assert (told["data"]["job_id"], told["data"]["user_metadata"]) == ("pjb-1", {"document_id": "doc-1"})
    assert [(page["page_number"], page["markdown"]) for page in told["data"]["markdown"]["pages"]] == [
        (1, "one"),
        (2, "two"),
    ]


def test_a_signature_depends_on_the_body_and_the_secret() -> None:
    assert signature("s", b"body") == "sha256=" + hmac.new(b"s", b"body", hashlib.sha256).hexdigest()
    assert len({signature("s", b"body"), signature("t", b"body"), signature("s", b"bodies")}) == 3


def test_only_a_right_signature_is_the_right_one() -> None:
    body = event("pjb-1", "doc-1", ["one"])
    made = {how: sign("s", body) for how, sign in SIGNATURES.items()}
    assert made.pop(RIGHTLY) == signature("s", body)
    assert signature("s", body) not in made.values()
    assert len(set(made.values())) == len(made)


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_body_has_its_one_fault(what: str) -> None:
    body = malformed(what)
    if what not in ("nothing", "no JSON", "a list"):
        told = json.loads(body)
        assert ("timestamp" in told) is (what != "no time")
        assert ("job_id" in told["data"]) is (what != "no job")
        assert ("status" in told["data"]) is (what != "no status")
