"""Users under load, over one HTTP session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp

from keywords.documents.pdf import Document
from tests.pipeline.conftest import Stack
from tests.pipeline.people import PASSWORD

MOST_CONNECTIONS = 64


@dataclass(frozen=True)
class Caller:
    user_id: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Accepted:
    job_id: str
    document_id: str
    signed_url: str


@dataclass(frozen=True)
class Api:
    session: aiohttp.ClientSession
    root: str

    async def ask(self, method: str, path: str, caller: Caller | None, status: int, body: Any = None) -> Any:
        headers = caller.headers if caller else {}
        async with self.session.request(method, self.root + path, json=body, headers=headers) as answer:
            assert answer.status == status, f"{method} {path} answered {answer.status}: {await answer.text()}"
            return await answer.json()

    async def register(self, count: int) -> list[Caller]:
        return list(await asyncio.gather(*(self._newcomer() for _ in range(count))))

    async def _newcomer(self) -> Caller:
        body = {"email": f"bench-{uuid4().hex}@example.com", "password": PASSWORD}
        session = await self.ask("POST", "/register", None, 201, body)
        return Caller(session["user"]["user_id"], {"Authorization": f"Bearer {session['access_token']}"})

    async def announce(self, caller: Caller, filename: str, size: int, sha256: str) -> Accepted:
        body = {"filename": filename, "bytes_len": size, "mime": "application/pdf", "sha256": sha256, "ocr": False}
        accepted = await self.ask("POST", "/api/v2/upload", caller, 201, body)
        return Accepted(accepted["job_id"], accepted["document_id"], accepted["signed_url"])

    async def upload(self, caller: Caller, document: Document) -> Accepted:
        """Announce a small document and send its bytes."""
        accepted = await self.announce(caller, document.filename, document.size, document.sha256)
        async with self.session.put(accepted.signed_url, data=b"".join(document.parts())) as sent:
            assert sent.status == 200, f"the PUT of the bytes answered {sent.status}: {await sent.text()}"
        return accepted

    async def job(self, caller: Caller, job_id: str) -> Any:
        return await self.ask("GET", f"/api/v2/jobs/{job_id}", caller, 200)


@asynccontextmanager
async def calling(stack: Stack) -> AsyncIterator[Api]:
    connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield Api(session, stack.urls["api"])
