"""The web page as it is served, and the reports that it sends to the API."""

import json
from pathlib import Path

import httpx
import pytest

from tests.pipeline.conftest import Stack, started
from tests.pipeline.people import eventually

PAGE = Path(__file__).parents[2] / "pipeline" / "web" / "page"
FILES = sorted(f"/{path.name}" for path in PAGE.iterdir() if path.name != "index.html")


def policy_of(answer: httpx.Response) -> dict[str, str]:
    parts = answer.headers["content-security-policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


# The page and its files


def test_the_page_names_the_api_and_may_connect_only_to_it_and_storage(stack: Stack) -> None:
    answer = httpx.get(stack.urls["web"], timeout=30)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    api, storage = stack.urls["api"], stack.urls["storage"]
    assert f'<meta name="countersign-api" content="{api}">' in answer.text
    assert "{{" not in answer.text
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'"
    assert set(policy["connect-src"].split()) == {api, api.replace("http", "ws"), storage}
    assert {policy[kind] for kind in ("script-src", "style-src", "worker-src", "img-src")} == {"'self'"}
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", *FILES, "/health", "/nowhere"])
def test_every_answer_carries_security_headers(stack: Stack, path: str) -> None:
    headers = httpx.get(stack.urls["web"] + path, headers={"X-Correlation-ID": "mine-1"}, timeout=30).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-correlation-id"] == "mine-1"


@pytest.mark.parametrize("path", FILES)
def test_files_are_served_unchanged_with_their_types(stack: Stack, path: str) -> None:
    answer = httpx.get(stack.urls["web"] + path, timeout=30)
    assert answer.content == (PAGE / path[1:]).read_bytes()
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    assert answer.headers["content-type"].partition(";")[0] == types[Path(path).suffix]


@pytest.mark.parametrize("path", ["/", "/app.js"])
def test_an_unchanged_file_is_not_sent_again(stack: Stack, path: str) -> None:
    first = httpx.get(stack.urls["web"] + path, timeout=30)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = httpx.get(stack.urls["web"] + path, headers={"If-None-Match": known}, timeout=30)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert httpx.get(stack.urls["web"] + path, headers={"If-None-Match": '"other"'}, timeout=30).status_code == 200


def test_head_answers_with_the_headers_of_get(stack: Stack) -> None:
    url = f"{stack.urls['web']}/app.js"
    got, head = httpx.get(url, timeout=30), httpx.head(url, timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/app.py", "/../app.py", "/page/index.html", "/%2e%2e/app.py", "/index.html"]
)
def test_any_other_path_is_not_found(stack: Stack, path: str) -> None:
    answer = httpx.get(stack.urls["web"] + path, timeout=30)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(stack: Stack, method: str) -> None:
    answer = httpx.request(method, stack.urls["web"], timeout=30)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["error"]["code"] == "method_not_allowed"


# The page and the services


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_page_of_a_stack_may_call_its_services(stack: Stack, name: str) -> None:
    origin = stack.urls["web"].replace("127.0.0.1", name)
    for url, method, headers in (
        (f"{stack.urls['api']}/api/v2/upload", "POST", "authorization,content-type,idempotency-key,x-correlation-id"),
        (f"{stack.urls['storage']}/storage/v1/object/upload/sign/raw/a/b", "PUT", "content-type,x-correlation-id"),
    ):
        asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
        ours = httpx.options(url, headers={"Origin": origin, **asked}, timeout=30)
        assert (ours.status_code, ours.headers["access-control-allow-origin"]) == (200, origin)
        other = httpx.options(url, headers={"Origin": "http://evil.example", **asked}, timeout=30)
        assert other.status_code == 400
        assert "access-control-allow-origin" not in other.headers


# What the page reports about itself

REPORT = {"kind": "error", "name": "TypeError", "source": "/app.js", "line": 12, "column": 3}


def counted(stack: Stack, name: str) -> float:
    lines = httpx.get(f"{stack.urls['api']}/metrics", timeout=30).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def test_loads_and_errors_of_the_page_are_counted_and_errors_logged(stack: Stack) -> None:
    api = stack.urls["api"]
    names = ("client_loads_total", 'client_errors_total{kind="error"}')
    before = [counted(stack, name) for name in names]
    assert [httpx.post(f"{api}/api/v2/client-loads", timeout=30).status_code for _ in range(3)] == [204] * 3
    answer = httpx.post(
        f"{api}/api/v2/client-errors", json=REPORT, headers={"X-Correlation-ID": "a-broken-page"}, timeout=30
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert [counted(stack, name) - was for name, was in zip(names, before, strict=True)] == [3, 1]

    def line() -> list[dict[str, object]]:
        logs = (stack.log("api-1") + stack.log("api-2")).splitlines()
        return [found for found in map(json.loads, logs) if found.get("client_kind") and "a-broken-page" in str(found)]

    (found,) = eventually(line, bool, "the log line of the error")
    assert {key.removeprefix("client_"): found[key] for key in found if key.startswith("client_")} == REPORT


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": "what a document says"},
        {"name": "Policy number H-5939599"},
        {"source": "/app.js?token=secret"},
        {"source": "/" + "a" * 200},
        {"kind": "other"},
        {"line": -1},
        {"line": "12"},
    ],
)
def test_an_error_report_cannot_carry_document_text(stack: Stack, wrong: dict[str, object]) -> None:
    before = counted(stack, "client_errors_total")
    answer = httpx.post(f"{stack.urls['api']}/api/v2/client-errors", json={**REPORT, **wrong}, timeout=30)
    assert answer.status_code == 422
    assert counted(stack, "client_errors_total") == before


def test_a_large_report_is_refused(stack: Stack) -> None:
    answer = httpx.post(f"{stack.urls['api']}/api/v2/client-errors", content=b"x" * 300_000, timeout=30)
    assert answer.status_code == 413


def test_a_page_that_keeps_reporting_errors_is_rate_limited() -> None:
    with started("web", workers=0, client_errors_per_minute=5) as stack:
        figures = httpx.get(f"{stack.urls['api']}/metrics", timeout=30).text
        assert "client_errors_total{" in figures  # exported even while it is zero
        answers = [httpx.post(f"{stack.urls['api']}/api/v2/client-errors", json=REPORT, timeout=30) for _ in range(10)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 4 <= len(refused) <= 5  # one allowance may come back during the calls
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
        assert counted(stack, "client_errors_total") == len(answers) - len(refused)
        assert httpx.post(f"{stack.urls['api']}/api/v2/client-loads", timeout=30).status_code == 204
