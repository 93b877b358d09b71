"""Webhooks as the parser signs them."""

import hashlib
import hmac
import json

from keywords.contract.webhooks import event, signature


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
