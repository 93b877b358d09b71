"""The HTTP calls of an experiment as HAR 1.2, which any browser's tools open. Secrets are masked, long bodies cut."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from keywords.basics.secrets import MASK, mask
from keywords.evidence.http_calls import SHOWN, Body, HttpCalls, Kept, in_utc
from keywords.evidence.model import FOLDER, HttpFile

HEADERS = re.compile(r"authorization|cookie|token|secret|signature|api-?key", re.IGNORECASE)
_NAMES = r"[\w.-]*(?:password|token|secret|signature|api_?key|credential)"
_IN_ADDRESS = re.compile(rf"([?&](?:{_NAMES}|sig|key)=)[^&#\s\"'\\]+", re.IGNORECASE)
_IN_JSON = re.compile(rf'("{_NAMES}"\s*:\s*")(?:[^"\\]|\\.)+', re.IGNORECASE)
_IN_FORM = re.compile(rf"((?:^|&)(?:{_NAMES})=)[^&\s]+", re.IGNORECASE)
TEXTS = ("text/", "json", "xml", "javascript", "x-www-form-urlencoded")


def save(calls: HttpCalls, name: str, results: Path) -> HttpFile | None:
    """Write the calls of an experiment beside its record; None if it made none."""
    if not calls.number:
        return None
    slug = name.partition("/")[2] or name
    file = f"{FOLDER}/http/{slug}.har"
    content = json.dumps(har(calls, slug), ensure_ascii=False, separators=(",", ":")).encode()
    (results / file).parent.mkdir(parents=True, exist_ok=True)
    (results / file).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return HttpFile(file=file, sha256=digest, calls=calls.number, kept=len(calls.kept))


def har(calls: HttpCalls, title: str) -> dict[str, Any]:
    kept = sorted(calls.kept, key=lambda call: call.at)
    began = in_utc(kept[0].at)
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "Countersign", "version": "1"},
            "pages": [{"startedDateTime": began, "id": "experiment", "title": title, "pageTimings": {}}],
            "entries": [entry(call) for call in kept],
            "comment": f"{calls.number} calls, {calls.left_out} left out; secrets are masked, bodies over {SHOWN} "
            "bytes are cut",
        }
    }


def entry(call: Kept) -> dict[str, Any]:
    milliseconds = round(1000 * call.seconds, 3)
    found: dict[str, Any] = {
        "pageref": "experiment",
        "startedDateTime": in_utc(call.at),
        "time": milliseconds,
        "request": request(call),
        "response": response(call),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    if call.left_out:
        calls = "call like this one was" if call.left_out == 1 else "calls like this one were"
        found["comment"] = f"{call.left_out} {calls} left out, the last at {in_utc(call.until)}"
    return found


def request(call: Kept) -> dict[str, Any]:
    url = in_text(call.url)
    found = {
        "method": call.method,
        "url": url,
        "httpVersion": call.version or "HTTP/1.1",
        "cookies": [],
        "headers": headers(call.sent_headers),
        "queryString": [{"name": n, "value": v} for n, v in parse_qsl(urlsplit(url).query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": call.sent.size,
    }
    if call.sent.size:
        type_ = header(call.sent_headers, "content-type")
        found["postData"] = {"mimeType": type_, "params": [], **shown(call.sent, type_)}
    return found


def response(call: Kept) -> dict[str, Any]:
    type_ = header(call.headers, "content-type")
    found = {
        "status": call.status,
        "statusText": call.reason,
        "httpVersion": call.version,
        "cookies": [],
        "headers": headers(call.headers),
        "content": {"size": max(0, call.received.size), "mimeType": type_, **shown(call.received, type_)},
        "redirectURL": in_text(header(call.headers, "location")),
        "headersSize": -1,
        "bodySize": call.received.size,
    }
    if call.error:
        found["comment"] = found["_error"] = mask(call.error)
    return found


def shown(body: Body, type_: str) -> dict[str, str]:
    """The text of a body, as far as it is shown, and a comment on what is not."""
    if body.streamed:
        return {"text": "", "comment": "it passed through in parts, and was not kept"}
    if body.size and not is_text(type_, body.beginning):
        digest = body.sha256 or hashlib.sha256(body.beginning).hexdigest()
        return {"text": "", "comment": f"{body.size} bytes that are no text; SHA-256 {digest}"}
    text = in_text(body.beginning.decode(errors="replace"))
    if not body.sha256:
        return {"text": text}
    return {"text": text[:SHOWN], "comment": f"the beginning of {body.size} bytes; SHA-256 {body.sha256}"}


def is_text(type_: str, beginning: bytes) -> bool:
    """By the type of the content; without one, by its bytes, the last of which may be half a letter."""
    if type_:
        return any(word in type_ for word in TEXTS)
    return b"\x00" not in beginning and "\ufffd" not in beginning[:-3].decode(errors="replace")[:-1]


def headers(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": MASK if HEADERS.search(name) else in_text(value)} for name, value in found]


def header(found: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for known, value in found if known.lower() == name), "")


def in_text(text: str) -> str:
    """The text without the secrets of the run, and without values whose names say that they are secret."""
    for secret in (_IN_ADDRESS, _IN_JSON, _IN_FORM):  # first, so that the rest of a signed address can be read
        text = secret.sub(rf"\g<1>{MASK}", text)
    return mask(text)
