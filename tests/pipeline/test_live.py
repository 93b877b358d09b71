"""Live status over WebSocket: each stage change once, in order, resumable, and only the user's own."""

import asyncio
from typing import Any

import aiohttp
import pytest

from keywords.documents.pdf import generate
from pipeline.stages import STAGES
from tests.pipeline.conftest import Stack
from tests.pipeline.live import live
from tests.pipeline.people import Person

DEADLINE = 90.0


async def read_until_final(socket: aiohttp.ClientWebSocketResponse, job_ids: set[str]) -> list[dict[str, Any]]:
    waiting, seen = set(job_ids), []
    async with asyncio.timeout(DEADLINE):
        while waiting:
            news = await socket.receive_json()
            seen.append(news)
            if news["type"] == "finalized":
                waiting.discard(news["job_id"])
    return seen


async def test_each_stage_change_is_sent_as_it_happens_once_and_in_order(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    async with live(stack, person.token) as socket:
        assert await socket.receive_json() == {"type": "hello", "cursor": 0}
        uploads = [await asyncio.to_thread(person.upload, generate(f"live-{n}", pages=1)) for n in range(3)]
        seen = await read_until_final(socket, {u.job_id for u in uploads})
    for upload in uploads:
        mine = [news for news in seen if news["job_id"] == upload.job_id]
        assert [news["stage"] for news in mine if news["type"] == "stage"] == list(STAGES)
        assert mine[-1]["type"] == "finalized"
        assert (mine[-1]["state"], mine[-1]["progress"]["total_pct"]) == ("done", 100)
        totals = [news["progress"]["total_pct"] for news in mine]
        assert totals == sorted(totals)
    cursors = [news["cursor"] for news in seen]
    assert cursors == sorted(set(cursors))


async def test_a_cursor_resumes_without_a_gap_or_a_repeat(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    upload = await asyncio.to_thread(person.embed, generate("resume", pages=1))
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1]["type"] != "finalized":
        cursor = seen[-1]["cursor"] if seen else 0
        async with live(stack, person.token, f"?cursor={cursor}") as socket, asyncio.timeout(DEADLINE):
            assert await socket.receive_json() == {"type": "hello", "cursor": cursor}
            for _ in range(2):
                if not seen or seen[-1]["type"] != "finalized":
                    seen.append(await socket.receive_json())
    assert [news["stage"] for news in seen if news["type"] == "stage"] == list(STAGES)
    assert {news["job_id"] for news in seen} == {upload.job_id}
    assert {news["state"] for news in seen[:-1]} == {"working"}  # a late reader does not see the end before it came
    assert seen[-1]["state"] == "done"


async def test_a_user_hears_nothing_of_another_s_jobs(stack: Stack) -> None:
    owner, stranger = Person(stack.urls["api"]), Person(stack.urls["api"])
    async with live(stack, stranger.token, "?cursor=0") as socket:
        await asyncio.to_thread(owner.embed, generate("secret", pages=1))
        own = await asyncio.to_thread(stranger.embed, generate("own", pages=1))
        await socket.receive_json()
        seen = await read_until_final(socket, {own.job_id})
    assert {news["job_id"] for news in seen} == {own.job_id}


@pytest.mark.parametrize("token", ["", "rubbish"])
async def test_a_bad_token_closes_the_socket_with_4401(stack: Stack, token: str) -> None:
    async with live(stack, token) as socket:
        await socket.receive()
        assert socket.close_code == 4401


async def test_a_token_may_come_as_a_subprotocol_and_signing_out_closes_the_socket(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    protocols = ["countersign.jobs", f"bearer.{person.token}"]
    async with live(stack, "", headers={}, protocols=protocols) as socket, asyncio.timeout(DEADLINE):
        assert socket.protocol == "countersign.jobs"
        assert (await socket.receive_json())["type"] == "hello"
        await asyncio.to_thread(person.begin, generate("revoked", pages=1))
        assert (await socket.receive_json())["stage"] == "queued"
        await asyncio.to_thread(person.http.post, "/logout")
        while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert socket.close_code == 4401
