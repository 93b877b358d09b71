"""Who may read and write what in storage, and which names and requests it refuses."""

import time
from pathlib import Path
from typing import Any

import jwt
import pytest

from pipeline.settings import ISSUER
from tests.pipeline.storage_service import OBJECT, SECRET, Storage, token, user

pytest_plugins = ["tests.pipeline.storage_fixtures"]


# Who may read and write what


def test_a_user_reads_only_own_objects_and_learns_of_no_others(storage: Storage) -> None:
    storage.put("raw/alice/d1/a.txt", b"hers", content_type="text/plain")
    alice, mallory = user("alice"), user("mallory")
    for path in ("raw", "authenticated/raw", "info/raw"):
        assert storage.call("GET", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=alice).status == 200
        assert storage.call("HEAD", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=alice).status == 200
        foreign = storage.call("GET", f"{OBJECT}/{path}/alice/d1/a.txt", bearer=mallory)
        absent = storage.call("GET", f"{OBJECT}/{path}/alice/d1/absent", bearer=mallory)
        own_absent = storage.call("GET", f"{OBJECT}/{path}/mallory/absent", bearer=mallory)
        assert {foreign.status, absent.status, own_absent.status} == {404}
        assert {foreign.code, absent.code, own_absent.code} == {"object_not_found"}
    assert storage.call("POST", f"{OBJECT}/sign/raw/alice/d1/a.txt", {"expiresIn": 9}, bearer=mallory).status == 404
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "alice/"}, bearer=mallory).status == 404
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": ""}, bearer=mallory).status == 404
    listed = storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "alice/d1"}, bearer=alice).json()
    assert [entry["name"] for entry in listed] == ["a.txt"]


def test_a_user_cannot_write_or_delete(storage: Storage) -> None:
    storage.put("raw/alice/kept", b"kept")
    attempts = [
        ("POST", "/raw/alice/new"),
        ("POST", "/upload/sign/raw/alice/new"),
        ("DELETE", "/raw/alice/kept"),
        ("DELETE", "/raw"),
    ]
    for method, path in attempts:
        answer = storage.call(method, OBJECT + path, {"prefixes": ["alice/kept"]}, bearer=user("alice"))
        assert (answer.status, answer.code) == (403, "forbidden")
    assert storage.call("GET", f"{OBJECT}/raw/alice/kept").status == 200


@pytest.mark.parametrize(
    "bearer",
    [
        None,
        "garbage",
        token("anon"),
        user("alice", exp=time.time() - 1),
        user("alice", aud="another"),
        user("alice", iss="another"),
        user("alice", nbf=time.time() + 24 * 3600),
        token("authenticated", aud="authenticated", iss=ISSUER, sub="alice"),
        token("authenticated", aud="authenticated", sub="alice", exp=time.time() + 60),
        jwt.encode({"role": "service_role"}, SECRET + "!", "HS256"),
        jwt.encode({"role": "service_role"}, "", "none"),
    ],
)
def test_an_invalid_token_is_refused(storage: Storage, bearer: str | None) -> None:
    answer = storage.call("GET", f"{OBJECT}/raw/alice/d1/a.txt", bearer=bearer)
    assert (answer.status, answer.code) == (401, "unauthorized")


# Names and routes

BAD_NAMES = [
    "../parsed/x",
    "a/../b",
    "a/%2e%2e/b",
    "%2e%2e%2fparsed%2fx",
    "a/..%2f..%2fb",
    "%252e%252e%252fx",
    "a/%252e%252e/b",
    "a//b",
    "/a",
    "a/",
    "",
    ".hidden",
    "a/.hidden",
    "a/%00",
    "a%5cb",
    "a%20b",
    "%C3%A4",
    "%FF",
    "a/" + "x" * 256,
    "/".join(["x" * 100] * 6),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_escape_its_folder_is_refused(storage: Storage, name: str) -> None:
    for method, path in (("GET", "raw"), ("POST", "raw"), ("GET", "info/raw"), ("POST", "upload/sign/raw")):
        answer = storage.call(method, f"{OBJECT}/{path}/{name}", b"{}")
        assert (answer.status, answer.code) == (422, "invalid_name"), (method, path)


def test_a_planted_symbolic_link_is_never_followed(storage: Storage, tmp_path: Path) -> None:
    storage.put("parsed/u1/treasure", b"treasure")
    (tmp_path / "treasure").write_bytes(storage.file("parsed/u1/treasure").read_bytes())
    storage.put("raw/links/d1/own", b"x")
    storage.file("raw/links/out").symlink_to(tmp_path)
    storage.file("raw/links/d1/out").symlink_to(tmp_path)
    storage.file("raw/links/d1/file").symlink_to(tmp_path / "treasure")
    for name in ("links/out/treasure", "links/d1/file"):
        assert storage.call("GET", f"{OBJECT}/raw/{name}").status == 404
        assert storage.put(f"raw/{name}", b"x").status == 409
    assert storage.put("raw/links/out/new", b"x", x_upsert="true").status == 409
    assert storage.call("POST", f"{OBJECT}/list/raw", {"prefix": "links/out"}).json() == []
    for prefix in ("links/out/", "links/d1/"):
        storage.call("DELETE", f"{OBJECT}/raw", {"prefixes": [prefix]})
    assert [path.name for path in tmp_path.iterdir()] == ["treasure"]


def test_all_refusals_have_the_same_form(storage: Storage) -> None:
    expected: list[tuple[tuple[Any, ...], int, str]] = [
        (("GET", f"{OBJECT}/other/u1/a"), 404, "bucket_not_found"),
        (("GET", f"{OBJECT}/raw/u1/absent"), 404, "object_not_found"),
        (("GET", "/nowhere"), 404, "not_found"),
        (("PATCH", f"{OBJECT}/raw/u1/a"), 405, "method_not_allowed"),
        (("POST", f"{OBJECT}/list/raw", b"{"), 422, "invalid_request"),
        (("POST", f"{OBJECT}/list/raw", {"limit": 0}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/sign/raw/u1/a", {}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/upload/sign/raw/u1/a", {"expires_in": 0}), 422, "invalid_request"),
        (("POST", f"{OBJECT}/list/raw", bytes(300_000)), 413, "too_large"),
    ]
    for request, status, code in expected:
        answer = storage.call(*request, X_Correlation_ID="mine-1")
        assert (answer.status, answer.code) == (status, code), request
        assert answer.json()["error"]["correlation_id"] == answer.headers["x-correlation-id"] == "mine-1"
    assert storage.put("raw/u1/typed", b"x", content_type="a" * 200).status == 422


def test_browsers_may_call_from_the_configured_origins_only(storage: Storage) -> None:
    asked = {"access_control_request_method": "PUT", "access_control_request_headers": "content-type,x-correlation-id"}
    path = f"{OBJECT}/upload/sign/raw/u1/cors"
    ours = storage.call("OPTIONS", path, bearer=None, origin="http://localhost:3000", **asked)
    assert (ours.status, ours.headers["access-control-allow-origin"]) == (200, "http://localhost:3000")
    assert storage.call("OPTIONS", path, bearer=None, origin="http://evil.example", **asked).status == 400
    refused = storage.call("PUT", path, b"x", bearer=None, origin="http://localhost:3000")
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (403, "http://localhost:3000")
