"""The storage service in its own process, and requests that are sent exactly as written."""

import base64
import http.client
import json
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt

from pipeline.settings import ISSUER
from pipeline.storage.client import StorageClient
from tests.pipeline.service_process import ServiceProcess, free_port

SECRET = "test-secret-of-more-than-thirty-two-bytes"
KEY = bytes(range(32))
OBJECT = "/storage/v1/object"
MIB = 1024 * 1024
PATIENCE = 60


def token(role: str, **claims: Any) -> str:
    return jwt.encode({"role": role, **claims}, SECRET, "HS256")


def user(user_id: str, **claims: Any) -> str:
    usual = {"aud": "authenticated", "iss": ISSUER, "sub": user_id, "exp": time.time() + 24 * 3600}
    return token("authenticated", **{**usual, **claims})


SERVICE = token("service_role")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        error = self.json()["error"]
        assert set(error) == {"code", "message", "correlation_id"}
        return str(error["code"])


class Storage(ServiceProcess):
    def __init__(self, data_dir: Path, log: Path, patience: float = PATIENCE) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.data_dir = data_dir
        super().__init__(
            "storage.app",
            self.url,
            log,
            data_dir=str(data_dir),
            storage_url=self.url,
            jwt_secret=SECRET,
            storage_key=base64.b64encode(KEY).decode(),
            call_timeout_seconds=str(patience),
        )

    def file(self, name: str) -> Path:
        return self.data_dir / "storage" / name

    def incoming(self) -> list[Path]:
        return list(self.file(".incoming").iterdir())

    def call(self, method: str, path: str, body: Any = None, *, bearer: str | None = SERVICE, **headers: str) -> Answer:
        """Send one request, its path exactly as written."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if bearer:
            sent["authorization"] = f"Bearer {bearer}"
        data = json.dumps(body) if isinstance(body, dict) else body
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def put(self, name: str, data: bytes, **headers: str) -> Answer:
        return self.call("POST", f"{OBJECT}/{name}", data, **headers)

    def signed(self, name: str, **wanted: int) -> str:
        answer = self.call("POST", f"{OBJECT}/upload/sign/{name}", wanted)
        assert answer.status == 200, answer.body
        return "/storage/v1" + str(answer.json()["url"])


@contextmanager
def begun(storage: Storage, request: str) -> Iterator[socket.socket]:
    parts = urlsplit(storage.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(request.encode())
        yield connection


async def collect(client: StorageClient, bucket: str, path: str) -> bytes:
    return b"".join([chunk async for chunk in client.stream(bucket, path)])


def bytes_of(length: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(length)
