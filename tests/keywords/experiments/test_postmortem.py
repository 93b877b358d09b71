"""The batch that the suite watches, and forged tokens: what is right, and what a forgery looks like."""

import base64
import json
from types import SimpleNamespace
from typing import Any, cast

import jwt
import pytest

from keywords.contract.forging import altered
from keywords.contract.people import Person
from keywords.environments.dialect import STAGES
from keywords.experiments.interfaces.forged_tokens import as_service, forgeries
from keywords.experiments.postmortem.alerts import STOPPED, WELL, not_ready
from keywords.experiments.postmortem.watched_batch import right_statuses

STATES = {word: word for word in ("queued", "working", "retryable", "done", "deadletter")}
SECRET = "a secret that is long enough for this algorithm"


def person(user_id: str) -> Person:
    claims = {"sub": user_id, "role": "authenticated", "aud": "authenticated", "exp": 4_000_000_000}
    return cast(Person, SimpleNamespace(token=jwt.encode(claims, SECRET, "HS256")))


def claims_in(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_document_that_is_done_is_at_its_last_stage() -> None:
    stages = {word: word for word in STAGES}
    assert right_statuses(stages, STATES, "done", "embedded") == {"done", "embedded"}
    assert right_statuses(stages, STATES, "deadletter", "embedded") == {"deadletter"}
    own = {"eingebettet": "embedded", **stages}
    assert "eingebettet" in right_statuses(own, {"fertig": "done"}, "done", "embedded"), "in the pipeline's own words"


def test_a_forged_token_is_well_formed_and_its_signature_is_wrong() -> None:
    owner, thief = person("owner"), person("thief")
    for what, token in {**forgeries(owner, thief), "services": as_service(owner)}.items():
        assert claims_in(token)["sub"] == "owner", what
        with pytest.raises(jwt.InvalidTokenError):
            jwt.decode(token, SECRET, ["HS256"], audience="authenticated")
        assert jwt.decode(token, options={"verify_signature": False})["sub"] == "owner", f"{what} can be read"
    assert claims_in(as_service(owner))["role"] == "service_role"


def test_a_signature_is_altered_where_it_counts() -> None:
    signature = person("owner").token.split(".")[2]
    assert len(altered(signature)) == len(signature)
    assert sum(one != other for one, other in zip(signature, altered(signature), strict=True)) == 1


def test_a_monitor_that_shows_nothing_calls_nothing_ready() -> None:
    assert not_ready({}) == [*STOPPED, *WELL]
    assert not_ready({"api": {"state": "ready"}, "worker": {"state": "degraded"}}) == ["worker"]
