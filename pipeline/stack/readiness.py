"""Waits until processes are ready: asks each in its own way, all at the same time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from pipeline.stack.errors import StackError
from pipeline.stack.services import SERVICES
from pipeline.stack.supervisor import Supervisor

POLL_SECONDS = 0.05
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class NotReady(StackError):
    """These processes did not become ready."""

    def __init__(self, names: list[str], reason: str) -> None:
        super().__init__(f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not ready: {reason}")
        self.names = names


@dataclass
class Waiting:
    """The processes to wait for, and where they are found."""

    processes: dict[str, str]  # name -> service
    urls: dict[str, str]  # service -> address
    database_url: str
    supervisor: Supervisor
    whole: bool  # True if the services must be able to work, False if answering is enough
    tell: Callable[[str, float], None] | None
    migrate: Callable[[], Awaitable[object]] | None  # called once the database answers
    since: float  # when they were started
    pending: set[str] = field(default_factory=set)

    def wait(self, seconds: float) -> None:
        """Wait until all are ready; NotReady names those that are not after `seconds`."""
        asyncio.run(self._until_ready(seconds))

    async def _until_ready(self, seconds: float) -> None:
        self.pending = set(self.processes)
        asking = [
            self._http(name, service)
            for name, service in self.processes.items()
            if service not in ("postgres", "worker")
        ]
        try:
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(self._watch())
                await asyncio.gather(self._database_and_workers(), *asking)
                watching.cancel()
        except TimeoutError:
            raise NotReady(self._in_order(self.pending), f"waited {seconds:.0f} s") from None
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None

    def _in_order(self, names: Collection[str]) -> list[str]:
        return [name for name in self.processes if name in names]

    def _ready(self, name: str) -> None:
        self.pending.discard(name)
        if self.tell:
            self.tell(name, time.time() - self.since)

    async def _watch(self) -> None:
        """Give up as soon as a process has ended for good."""
        while True:
            await asyncio.sleep(POLL_SECONDS * 4)
            down = {name: found.down for name, found in self.supervisor.processes().items() if found.down}
            if lost := self._in_order(self.pending & down.keys()):
                raise NotReady(lost, down[lost[0]] or "")

    async def _http(self, name: str, service: str) -> None:
        url = self.urls[service] + (SERVICES[service].ready if self.whole else "/health")

        async def ready() -> bool:
            # The answer alone proves nothing: it may come from another process of the service, or from a stranger.
            return await answers(url) and listens(self.supervisor.processes()[name].pid, urlsplit(url).port)

        await until(ready)
        self._ready(name)

    async def _database_and_workers(self) -> None:
        if "postgres" in self.processes:
            await until(lambda: accepts(self.database_url))
            if self.migrate:
                try:
                    await self.migrate()
                except asyncpg.PostgresError as error:
                    raise NotReady(["postgres"], f"its schema cannot be migrated: {error}") from None
            self._ready("postgres")
        workers = {name for name, service in self.processes.items() if service == "worker"}
        while workers:
            try:
                await self._registered(workers)
            except AWAY:
                await asyncio.sleep(POLL_SECONDS)

    async def _registered(self, workers: set[str]) -> None:
        conn = await asyncpg.connect(self.database_url, timeout=3)
        try:
            while workers:
                seen = await conn.fetch(
                    "SELECT worker_id FROM upload_pipeline.workers WHERE seen_at >= to_timestamp($1)", self.since
                )
                for name in [name for name in workers if any(row["worker_id"].endswith(name) for row in seen)]:
                    workers.discard(name)
                    self._ready(name)
                await asyncio.sleep(POLL_SECONDS)
        finally:
            await conn.close()


async def until(ready: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await ready():
            return
        await asyncio.sleep(POLL_SECONDS)


async def answers(url: str) -> bool:
    """True when a GET is answered with 200."""
    parts = urlsplit(url)
    writer = None
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
            writer.write(request.encode())
            return (await reader.readline()).split()[1:2] == [b"200"]
    except (OSError, TimeoutError):
        return False
    finally:
        if writer:
            writer.close()


async def accepts(database_url: str) -> bool:
    """True when the owner can log in; the database itself may not exist yet."""
    try:
        conn = await asyncpg.connect(urlunsplit(urlsplit(database_url)._replace(path="/postgres")), timeout=3)
    except AWAY:
        return False
    await conn.close()
    return True


def listens(pid: int | None, port: int | None) -> bool:
    try:
        found = psutil.Process(pid).net_connections("tcp") if pid else []
    except psutil.Error:
        return False
    return any(c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port for c in found)
