"""Paperwork: a small document pipeline in the style of another team.

It reads PDFs and cuts their text into pieces. It embeds nothing, so it has no search and no agent, and it keeps no
events. Its database is $PAPERWORK_DATABASE; $PAPERWORK_KEY signs its tokens.
"""

import argparse
import asyncio
import hashlib
import hmac
import io
import json
import os
import sys
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import jwt
from aiohttp import web
from pypdf import PdfReader
from pypdf.errors import PyPdfError

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS paperwork;
CREATE TABLE IF NOT EXISTS paperwork.papers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text NOT NULL, title text NOT NULL, size bigint NOT NULL,
    checksum text NOT NULL, body text, born timestamptz NOT NULL DEFAULT now(), UNIQUE (owner, checksum)
);
CREATE TABLE IF NOT EXISTS paperwork.tasks (
    id uuid PRIMARY KEY, paper bigint NOT NULL REFERENCES paperwork.papers ON DELETE CASCADE,
    status text NOT NULL DEFAULT 'received', problem text, born timestamptz NOT NULL DEFAULT now(), ended timestamptz
);
CREATE TABLE IF NOT EXISTS paperwork.pieces (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    paper bigint NOT NULL REFERENCES paperwork.papers ON DELETE CASCADE,
    n integer NOT NULL, words text NOT NULL, digest text NOT NULL, UNIQUE (paper, n)
);
"""
PIECE = 700  # characters, roughly
LATE_SECONDS = 600.0  # longer than any test waits, even on a busy machine
FAULTS = {
    "page-2-lost": "page 2 of a paper is not read",
    "piece-twice": "the last piece of a paper is stored twice",
    "tasks-open-to-all": "every user can see the tasks of all others",
    "ready-too-soon": "a paper is reported ready long before its pieces exist",
    "old-tokens-good": "an expired token is accepted",
}


class Paperwork:
    def __init__(self, database: asyncpg.Pool, key: str, faults: set[str]) -> None:
        self.database, self.key, self.faults = database, key, faults
        self.under_way: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        routes = [
            web.get("/v1/ping", self.ping),
            web.post("/v1/papers", self.announce),
            web.get("/v1/papers", self.papers),
            web.put("/v1/papers/{id}/bytes", self.receive),
            web.get("/v1/papers/{id}", self.paper),
            web.get("/v1/papers/{id}/text", self.text),
            web.delete("/v1/papers/{id}", self.delete),
            web.get("/v1/tasks", self.tasks),
            web.get("/v1/tasks/{id}", self.task),
        ]
        made = web.Application(client_max_size=300 * 1024 * 1024)
        made.add_routes(routes)
        return made

    # Authentication

    def caller(self, request: web.Request) -> str:
        token, in_time = request.headers.get("X-Access", ""), "old-tokens-good" not in self.faults
        try:
            claims = jwt.decode(token, self.key, ["HS512"], issuer="paperwork", options={"verify_exp": in_time})
            return str(claims["uid"])
        except (jwt.InvalidTokenError, KeyError):
            raise refused(403, "Show a valid token in X-Access.") from None

    def ticket(self, paper: int) -> str:
        return hmac.new(self.key.encode(), str(paper).encode(), "sha256").hexdigest()

    # Calls

    async def ping(self, _request: web.Request) -> web.Response:
        return web.json_response({"pong": True})

    async def announce(self, request: web.Request) -> web.Response:
        """Accept an announcement as JSON, or the paper itself as a form."""
        owner = self.caller(request)
        data = None
        if request.content_type == "multipart/form-data":
            form = await request.post()
            sent: dict[str, Any] = {"paper": {key: value for key, value in form.items() if key != "pdf"}}
            pdf = form.get("pdf")
            data = pdf.file.read() if isinstance(pdf, web.FileField) else None
            sent["paper"]["size"] = int(str(sent["paper"].get("size", "0")))
        else:
            sent = await request.json()
        about = sent.get("paper", {})
        if about.get("type") != "application/pdf":
            raise refused(400, "Only PDFs are accepted.")
        if not all(isinstance(about.get(key), kind) for key, kind in (("title", str), ("size", int), ("sum", str))):
            raise refused(400, "A paper needs a title, a size and a sum.")
        paper = await self.database.fetchval(
            "INSERT INTO paperwork.papers (owner, title, size, checksum) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT DO NOTHING RETURNING id",
            owner,
            about["title"],
            about["size"],
            about["sum"],
        )
        if paper is None:
            known = "SELECT id FROM paperwork.papers WHERE owner = $1 AND checksum = $2"
            first = await self.database.fetchval(known, owner, about["sum"])
            raise refused(409, f"You have sent this paper before, as number {first}.")
        task = uuid4()
        await self.database.execute("INSERT INTO paperwork.tasks (id, paper) VALUES ($1, $2)", task, paper)
        if data is not None:
            await self.take(paper, data)
        link = f"/v1/papers/{paper}/bytes?ticket={self.ticket(paper)}"
        return web.json_response({"data": {"paper": {"id": paper, "put": link}, "task": str(task)}})

    async def receive(self, request: web.Request) -> web.Response:
        paper = number(request)
        if not hmac.compare_digest(request.query.get("ticket", ""), self.ticket(paper)):
            raise refused(403, "The ticket is not for this paper.")
        if request.headers.get("X-Whole") != "yes":
            raise refused(400, "Papers are sent whole.")
        await self.take(paper, await request.read())
        return web.Response(status=204)

    async def take(self, paper: int, data: bytes) -> None:
        work = asyncio.create_task(self.process(paper, data))
        self.under_way.add(work)
        work.add_done_callback(self.under_way.discard)

    async def tasks(self, request: web.Request) -> web.Response:
        rows = await self.database.fetch(
            "SELECT t.* FROM paperwork.tasks t JOIN paperwork.papers p ON p.id = paper WHERE owner = $1 "
            "ORDER BY t.born DESC",
            self.caller(request),
        )
        return answer([shown_task(row) for row in rows])

    async def task(self, request: web.Request) -> web.Response:
        owner = self.caller(request)
        try:
            wanted = UUID(request.match_info["id"])
        except ValueError:
            raise refused(404, "No such task.") from None
        row = await self.database.fetchrow(
            "SELECT t.*, owner FROM paperwork.tasks t JOIN paperwork.papers p ON p.id = paper WHERE t.id = $1", wanted
        )
        if row is None or (row["owner"] != owner and "tasks-open-to-all" not in self.faults):
            raise refused(404, "No such task.")
        return answer({"task": shown_task(row)})

    async def papers(self, request: web.Request) -> web.Response:
        rows = await self.database.fetch("SELECT * FROM paperwork.papers WHERE owner = $1", self.caller(request))
        return answer({"items": [shown_paper(row) for row in rows], "total": len(rows)})

    async def paper(self, request: web.Request) -> web.Response:
        return answer(shown_paper(await self.owned(request)))

    async def text(self, request: web.Request) -> web.Response:
        return web.Response(text=(await self.owned(request))["body"] or "")

    async def delete(self, request: web.Request) -> web.Response:
        await self.database.execute("DELETE FROM paperwork.papers WHERE id = $1", (await self.owned(request))["id"])
        return answer({"deleted": True})

    async def owned(self, request: web.Request) -> asyncpg.Record:
        owner = self.caller(request)
        row = await self.database.fetchrow(
            "SELECT * FROM paperwork.papers WHERE id = $1 AND owner = $2", number(request), owner
        )
        if row is None:
            raise refused(404, "No such paper.")
        return row

    # Work

    async def process(self, paper: int, data: bytes) -> None:
        expected = await self.database.fetchval("SELECT checksum FROM paperwork.papers WHERE id = $1", paper)
        if hashlib.sha256(data).hexdigest() != expected:
            await self.mark(paper, "failed", "The bytes are not those that were announced.")
            return
        await self.mark(paper, "reading")
        try:
            body = await asyncio.to_thread(self.read, data)
        except (PyPdfError, ValueError):
            await self.mark(paper, "failed", "This PDF could not be read.")
            return
        if not body.strip():
            await self.mark(paper, "failed", "No text was found in this PDF.")
            return
        await self.database.execute("UPDATE paperwork.papers SET body = $2 WHERE id = $1", paper, body)
        if "ready-too-soon" in self.faults:
            await self.mark(paper, "ready")
            await asyncio.sleep(LATE_SECONDS)
        else:
            await self.mark(paper, "cutting")
        await self.store(paper, cut(body))
        await self.mark(paper, "ready")

    def read(self, data: bytes) -> str:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
        if "page-2-lost" in self.faults:
            del pages[1:2]
        return "\n\n".join(pages)

    async def store(self, paper: int, pieces: list[str]) -> None:
        if "piece-twice" in self.faults:
            pieces = [*pieces, pieces[-1]]
        await self.database.executemany(
            "INSERT INTO paperwork.pieces (paper, n, words, digest) VALUES ($1, $2, $3, $4)",
            [(paper, n, words, hashlib.sha256(words.encode()).hexdigest()) for n, words in enumerate(pieces)],
        )

    async def mark(self, paper: int, status: str, problem: str | None = None) -> None:
        await self.database.execute(
            "UPDATE paperwork.tasks SET status = $2, problem = $3, "
            "ended = CASE WHEN $2 IN ('ready', 'failed') THEN clock_timestamp() END WHERE paper = $1",
            paper,
            status,
            problem,
        )


def cut(body: str) -> list[str]:
    """Pieces of whole words, each not much longer than PIECE."""
    pieces: list[str] = [""]
    for word in body.split():
        if len(pieces[-1]) + len(word) > PIECE:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def number(request: web.Request) -> int:
    try:
        return int(request.match_info["id"])
    except ValueError:
        raise refused(404, "No such paper.") from None


def shown_task(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "paper": row["paper"],
        "status": row["status"],
        "trouble": row["problem"],
        "times": {"born": row["born"].isoformat()},
    }


def shown_paper(row: asyncpg.Record) -> dict[str, Any]:
    return {"number": row["id"], "title": row["title"], "size": row["size"], "sum": row["checksum"]}


def answer(content: object) -> web.Response:
    return web.json_response(content)


def refused(status: int, why: str) -> web.HTTPException:
    kinds: dict[int, type[web.HTTPException]] = {
        400: web.HTTPBadRequest,
        403: web.HTTPForbidden,
        404: web.HTTPNotFound,
        409: web.HTTPConflict,
    }
    return kinds[status](text=json.dumps({"detail": why}), content_type="application/json")


async def serve(faults: set[str]) -> None:
    async with asyncpg.create_pool(os.environ["PAPERWORK_DATABASE"], min_size=1, max_size=4) as database:
        await database.execute(SCHEMA)
        runner = web.AppRunner(Paperwork(database, os.environ["PAPERWORK_KEY"], faults).app())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", action="append", default=[], choices=FAULTS)
    asyncio.run(serve(set(parser.parse_args().fault)))
