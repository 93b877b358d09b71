"""Services restart while clients use them: a client that tries again succeeds, once."""

import asyncio
import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from keywords.documents.pdf import GeneratedPdf, generate
from pipeline.stack.supervisor import Supervisor
from tests.pipeline.chance import chance
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import supervisor
from tests.pipeline.live import live
from tests.pipeline.people import Person, Upload, announcement, eventually

RESTARTS = 6
CUTS = 4  # of one socket, by restarts of the process that served it
PACE_SECONDS = 0.05  # between two documents, so that they last until enough restarts have come
BROKEN = 0  # instead of a status: the connection ended without an answer


@pytest.fixture(scope="module")
def restless() -> Iterator[Stack]:
    with started("restless", **QUICK_AND_GENEROUS | {"retry_base_seconds": 2}) as stack:
        yield stack


def kill(stack: Stack, process: str) -> None:
    """Kill the process; the supervisor starts it again."""

    def struck() -> bool:
        pid = supervisor(stack).processes()[process].pid
        with suppress(ProcessLookupError):  # killed before, and not started again yet
            if pid:
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    eventually(struck, bool, f"{process} to run")


@contextmanager
def apis_dying(stack: Stack) -> Iterator[list[str]]:
    """Kill or restart API processes, one at a time; the yielded list names those hit so far."""
    over, done, rng = threading.Event(), list[str](), chance()

    def run() -> None:
        while not over.wait(rng.uniform(0.2, 1)):
            name = rng.choice(["api-1", "api-2"])
            if rng.random() < 0.7:
                kill(stack, name)
            else:
                supervisor(stack).stop([name])
                supervisor(stack).start([name])
            done.append(name)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        try:
            yield done
        finally:
            over.set()
        running.result(60)
    eventually(lambda: answering(stack), bool, "an API process to answer again")


def answering(stack: Stack) -> bool:
    try:
        return httpx.get(f"{stack.urls['api']}/health", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


class Insistent:
    """A client that tries again while the API is away, as a good one does."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.refused: list[int] = []

    def __call__(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        def attempt() -> httpx.Response | None:
            try:
                answer = call()
            except httpx.TransportError:
                self.refused.append(BROKEN)
                return None
            if answer.status_code >= 500:
                self.refused.append(answer.status_code)
                return None
            return answer

        answer = eventually(attempt, lambda found: found is not None, "an answer")
        assert answer is not None
        return answer

    def upload(self, document: GeneratedPdf) -> Upload:
        key = uuid.uuid4().hex
        announced = self(lambda: self.person.announce(document, key))
        assert announced.status_code == 201, announced.text
        upload = self.person.accepted(announced.json(), document)
        self.put(upload)
        return upload

    def put(self, upload: Upload) -> None:
        assert self(lambda: httpx.put(upload.signed_url, content=whole(upload), timeout=30)).status_code == 200


def whole(upload: Upload) -> bytes:
    return b"".join(upload.document.parts())


def upload_during(client: Insistent, enough: Callable[[], bool], name: str, most: int) -> list[Upload]:
    """Upload one document after another until `enough`, but not more than `most`."""
    uploads = list[Upload]()
    while not enough() and len(uploads) < most:
        uploads.append(client.upload(generate(f"{name}-{len(uploads)}", pages=1)))
        time.sleep(PACE_SECONDS)
    return uploads


def test_uploads_arrive_once_while_the_api_keeps_restarting(restless: Stack) -> None:
    client = Insistent(Person(restless.urls["api"]))
    with apis_dying(restless) as restarts, ThreadPoolExecutor(4) as pool:

        def enough() -> bool:
            return len(restarts) >= RESTARTS and BROKEN in client.refused

        sent = list(pool.map(lambda n: upload_during(client, enough, f"restless-{n}", 100), range(4)))
    uploads = [upload for each in sent for upload in each]
    assert len({upload.job_id for upload in uploads}) == len(uploads)
    assert BROKEN in client.refused, "no restart met a request"
    assert set(client.refused) <= {BROKEN, 503}
    assert_clean(restless, uploads)
    mine = client(lambda: client.person.http.get("/api/v2/documents", params={"limit": 500})).json()["documents"]
    assert {each["document_id"] for each in mine} == {upload.document_id for upload in uploads}


def test_a_retry_with_the_same_key_after_a_lost_answer_makes_no_second_job(restless: Stack) -> None:
    """The API accepts the document and dies before the client has the answer."""
    person, document, key = Person(restless.urls["api"]), generate("lost answer", pages=1), "lost-answer"
    url = httpx.URL(restless.urls["api"])

    connection = HTTPConnection(url.host, url.port, timeout=30)
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json", "Idempotency-Key": key}
    connection.request("POST", "/api/v2/upload", json.dumps(announcement(document)), headers)
    committed = "SELECT job_id::text AS job FROM upload_pipeline.upload_jobs WHERE user_id = $1::uuid"
    first = eventually(lambda: sql(restless.database, committed, person.user_id), bool, "the job")
    for process in ("api-1", "api-2"):
        kill(restless, process)
    connection.close()
    again = Insistent(person)(lambda: person.announce(document, key))
    assert (again.status_code, again.json()["job_id"]) == (201, first[0]["job"])
    upload = person.accepted(again.json(), document)
    Insistent(person).put(upload)
    assert_clean(restless, [upload])


class InHalves:
    """A request body that sends one half, and the other once `may_go_on` is set."""

    def __init__(self, data: bytes) -> None:
        self.data, self.sent, self.may_go_on = data, threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        middle = len(self.data) // 2
        yield self.data[:middle]
        self.sent.set()
        assert self.may_go_on.wait(60)
        yield self.data[middle:]


def test_half_an_object_never_counts_and_the_client_can_send_it_again(restless: Stack) -> None:
    person, incoming = Person(restless.urls["api"]), restless.folder / "storage" / ".incoming"
    uploads = [person.begin(generate(f"half-{n}", pages=1)) for n in range(3)]
    bodies = [InHalves(whole(upload)) for upload in uploads]

    def put(upload: Upload, body: InHalves) -> None:
        length = {"Content-Length": str(upload.document.size)}
        httpx.put(upload.signed_url, content=body, headers=length, timeout=60)

    with ThreadPoolExecutor(3) as pool:
        cut_off = [pool.submit(put, *each) for each in zip(uploads, bodies, strict=True)]
        assert all(body.sent.wait(60) for body in bodies)
        eventually(lambda: len(list(incoming.iterdir())), lambda count: count == 3, "three halves in storage")
        kill(restless, "storage")
        for body in bodies:
            body.may_go_on.set()
        for each in cut_off:
            assert isinstance(each.exception(60), httpx.TransportError)
    again = Insistent(person)
    assert again(lambda: httpx.get(f"{restless.urls['storage']}/health", timeout=30)).status_code == 200
    # Storage sweeps away the halves. Its probe file may be there for a moment.
    eventually(lambda: list(incoming.iterdir()), lambda left: left == [], "storage to sweep away the halves")
    assert {person.job(upload.job_id)["stage"] for upload in uploads} == {"queued"}
    for upload in uploads:
        again.put(upload)
    assert_clean(restless, uploads)


def test_a_process_that_crashes_while_it_is_stopped_stays_stopped() -> None:
    supervisor = Crashing()
    supervisor.stop(["api"])
    assert supervisor.states == []


class Crashing(Supervisor):
    """Drives a supervisord whose process crashed and was restarted just before the stop."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))
        self.states = ["EXITED", "STARTING", "STOPPING", "STOPPED"]

    def _call(self, method: str, *args: Any, tolerate: tuple[int, ...] = ()) -> Any:
        if method == "getAllProcessInfo":
            state = self.states.pop(0)
            return [{"name": "api", "statename": state, "pid": 7 if state[-3:] == "ING" else 0, "exitstatus": -9}]
        assert (method, args) == ("stopProcess", ("api", False))
        return None


async def test_live_status_over_many_restarts_misses_and_repeats_nothing(restless: Stack) -> None:
    person = await asyncio.to_thread(Person, restless.urls["api"])
    client, news, connections = Insistent(person), list[dict[str, Any]](), list[int]()
    following = asyncio.create_task(follow(restless, person.token, news, connections))
    with apis_dying(restless):
        uploads = await asyncio.to_thread(upload_during, client, lambda: len(connections) >= CUTS, "followed", 400)
    await asyncio.to_thread(assert_clean, restless, uploads)
    recorded = await asyncio.to_thread(
        sql,
        restless.database,
        "SELECT event_id AS cursor, replace(type, 'stage_started', 'stage') AS type, payload ->> 'stage' AS stage, "
        "job_id::text FROM upload_pipeline.events WHERE user_id = $1::uuid AND type <> 'stage_done' ORDER BY event_id",
        person.user_id,
    )
    last = recorded[-1]["cursor"]
    await asyncio.to_thread(
        eventually, lambda: [each["cursor"] for each in news[-1:]], lambda at: at == [last], "all news"
    )
    following.cancel()
    assert len(connections) >= CUTS, "the restarts hardly met the socket"
    assert [{key: each[key] for key in ("cursor", "type", "stage", "job_id")} for each in news] == recorded


async def follow(stack: Stack, token: str, news: list[dict[str, Any]], connections: list[int]) -> None:
    """Collect a user's messages until cancelled, over as many connections as needed: each resumes after the last."""
    while True:
        cursor = news[-1]["cursor"] if news else 0
        try:
            async with live(stack, token, f"?cursor={cursor}") as socket:
                assert await socket.receive_json() == {"type": "hello", "cursor": cursor}
                connections.append(cursor)
                while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    news.append(message.json())
        except (aiohttp.ClientError, TypeError):  # not there yet, or gone before its hello
            await asyncio.sleep(0.05)
