"""Registration, sign-in, refresh with reuse detection, revocation."""

import time
from typing import Any

import httpx
import jwt
import pytest

from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import PASSWORD, Person


def _code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()["error"]
    assert body["correlation_id"] == answer.headers["X-Correlation-ID"]
    return answer.status_code, body["code"]


def test_a_new_user_is_signed_in_at_once(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    claims = jwt.decode(person.token, stack.secrets["JWT_SECRET"], algorithms=["HS256"], audience="authenticated")
    assert claims["sub"] == person.user_id
    assert claims["exp"] - claims["iat"] == 900
    me = person.http.get("/me").json()
    assert (me["user_id"], me["email"], me["plan"]) == (person.user_id, person.email, "standard")


def test_an_address_registers_only_once_in_any_case(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    again = person.http.post("/register", json={"email": person.email.upper(), "password": PASSWORD})
    assert _code(again) == (409, "email_taken")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody", "password": PASSWORD},
        {"email": "a@b.co", "password": "short"},
        {"email": "a@b.co"},
        {"email": "a@b.co", "password": PASSWORD, "plan": "large"},
        {"email": ["a@b.co"], "password": PASSWORD},
        [],
    ],
)
def test_a_malformed_registration_is_refused_and_says_where(stack: Stack, body: Any) -> None:
    answer = httpx.post(f"{stack.urls['api']}/register", json=body, timeout=30)
    assert _code(answer) == (422, "malformed")
    assert "body" in answer.json()["error"]["message"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    wrong = person.http.post("/login", json={"email": person.email, "password": PASSWORD + "!"})
    unknown = person.http.post("/login", json={"email": "x" + person.email, "password": PASSWORD})
    assert _code(wrong) == _code(unknown) == (401, "wrong_credentials")
    assert wrong.json()["error"]["message"] == unknown.json()["error"]["message"]


def test_each_sign_in_is_a_separate_session(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    second = person.http.post("/login", json={"email": person.email.upper(), "password": PASSWORD}).json()
    assert second["user"]["user_id"] == person.user_id
    assert person.http.post("/logout").status_code == 204
    assert _code(person.http.get("/me")) == (401, "unauthorized")
    assert person.http.get("/me", headers={"Authorization": f"Bearer {second['access_token']}"}).status_code == 200


def test_a_refresh_token_works_once_and_its_second_use_ends_the_session(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    first = person.session["refresh_token"]
    rotated = person.http.post("/refresh", json={"refresh_token": first})
    assert rotated.status_code == 200
    newer = rotated.json()
    assert newer["refresh_token"] != first
    assert person.http.get("/me", headers={"Authorization": f"Bearer {newer['access_token']}"}).status_code == 200
    assert _code(person.http.post("/refresh", json={"refresh_token": first})) == (401, "refresh_refused")
    assert _code(person.http.post("/refresh", json={"refresh_token": newer["refresh_token"]}))[0] == 401
    assert person.http.get("/me", headers={"Authorization": f"Bearer {newer['access_token']}"}).status_code == 401


def test_signing_out_revokes_the_refresh_token_too(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.http.post("/logout")
    assert _code(person.http.post("/refresh", json={"refresh_token": person.session["refresh_token"]}))[0] == 401


def test_foreign_altered_and_expired_tokens_are_refused(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    secret = stack.secrets["JWT_SECRET"]
    claims = jwt.decode(person.token, secret, algorithms=["HS256"], audience="authenticated")

    def status(changes: dict[str, Any], key: str = secret, algorithm: str = "HS256") -> int:
        changed = {claim: value for claim, value in {**claims, **changes}.items() if value is not None}
        token = jwt.encode(changed, key if algorithm != "none" else "", algorithm=algorithm)
        return person.http.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status({}) == 200  # so each refusal below is due to its one change
    assert status({"exp": int(time.time()) - 1}) == 401
    assert status({"aud": "anon"}) == 401
    assert status({"iss": "somebody"}) == 401
    assert status({"iss": None}) == 401
    assert status({"nbf": int(time.time()) + 60}) == 401
    assert status({"sid": "00000000-0000-4000-8000-000000000000"}) == 401
    assert status({"sub": "00000000-0000-4000-8000-000000000000"}) == 401
    assert status({"sub": "not a uuid"}) == 401
    assert status({}, key="another secret of more than thirty-two bytes") == 401
    assert status({}, algorithm="none") == 401
    for header in ("", "Bearer", "Bearer x", f"Basic {person.token}", f"Bearer {person.token[:-3]}"):
        assert person.http.get("/me", headers={"Authorization": header}).status_code == 401


def test_passwords_and_tokens_are_stored_as_hashes_only(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    user = sql(stack.database, "SELECT * FROM auth.users WHERE user_id = $1::uuid", person.user_id)[0]
    assert user["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    stored = sql(stack.database, "SELECT token_sha256 FROM auth.refresh_tokens")
    assert all(len(row["token_sha256"]) == 32 for row in stored)
    for service in ("api-1", "api-2"):
        log = stack.log(service)
        assert PASSWORD not in log
        assert person.token not in log


def test_the_audit_trail_says_who_did_what_from_where_and_cannot_be_changed(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.http.post("/login", json={"email": person.email, "password": "wrong wrong wrong"})
    trail = sql(
        stack.database,
        "SELECT action, object, origin, correlation_id FROM upload_pipeline.audit_log "
        "WHERE actor = $1::uuid ORDER BY audit_id",
        person.user_id,
    )
    assert [row["action"] for row in trail] == ["user.registered", "user.sign_in_refused"]
    assert {row["origin"] for row in trail} == {"127.0.0.1"}
    assert all(row["correlation_id"] for row in trail)
    for change in ("UPDATE upload_pipeline.audit_log SET action = 'x'", "DELETE FROM upload_pipeline.audit_log"):
        with pytest.raises(Exception, match="only be appended"):
            sql(stack.database, change)
