"""A TCP proxy that can be told to misbehave: `python -m keywords.faults.proxy NAME...`, one link for each name.

It listens on a free port for each link and prints them as JSON, then takes commands on standard input, one JSON object
a line, and answers each with one line. It ends when its standard input does, so that it never outlives who started it.

    {"link": "storage", "upstream": ["127.0.0.1", 5001]}
    {"link": "storage", "conditions": {"latency_seconds": 0.2, "direction": "back"}}
    {"link": "storage"}                       how much has passed, and what the conditions have touched
"""

import asyncio
import json
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import uvloop

from keywords.faults.conditions import FAIR, Conditions

BLOCK = 64 * 1024
IN_FLIGHT = 64  # blocks that may be under way in one direction; more, and the sender has to wait
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close throws away what is under way, and says so with RST
Way = Literal["forth", "back"]
Blocks = asyncio.Queue[tuple[float, bytes]]  # and when each came; an empty one is the end


@dataclass
class Passed:
    """What has gone through a link so far."""

    connections: int = 0
    forth: int = 0  # bytes
    back: int = 0
    touched: int = 0  # by the present conditions: connections refused, cut or reset; blocks delayed or held back


@dataclass(eq=False)
class Link:
    name: str
    host: str = "127.0.0.1"
    port: int = 0
    upstream: tuple[str, int] | None = None
    conditions: Conditions = FAIR
    passed: Passed = field(default_factory=Passed)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    server: asyncio.Server | None = None
    open: set["Connection"] = field(default_factory=set)

    async def listen(self) -> None:
        if self.server is None:
            self.server = await asyncio.start_server(self.connected, self.host, self.port, limit=BLOCK)
            self.port = self.server.sockets[0].getsockname()[1]

    async def change(self, conditions: Conditions) -> None:
        self.conditions, self.passed.touched = conditions, 0
        if conditions.refused and self.server:
            self.server.close()  # nobody listens here any more: the system itself refuses
            self.server = None
            self.passed.touched += len(self.open)
            for connection in list(self.open):
                connection.reset()
        elif not conditions.refused:
            await self.listen()
        self.changed.set()
        self.changed = asyncio.Event()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.passed.connections += 1
        try:
            if self.upstream is None:
                raise ConnectionRefusedError
            there = await asyncio.open_connection(*self.upstream, limit=BLOCK)
        except OSError:
            reset(writer)  # as near to a refusal as one who has accepted can come
            return
        connection = Connection(self, (reader, writer), there)
        self.open.add(connection)
        try:
            await connection.run()
        except asyncio.CancelledError:  # the proxy ends, and with it all that it carries
            pass
        finally:
            self.open.discard(connection)


@dataclass(eq=False)
class Connection:
    link: Link
    here: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    there: tuple[asyncio.StreamReader, asyncio.StreamWriter]

    async def run(self) -> None:
        """Both ways until both have ended; the first trouble ends both."""
        forth, back = Blocks(IN_FLIGHT), Blocks(IN_FLIGHT)
        work = [
            asyncio.create_task(each)
            for each in (
                collect(self.here[0], forth), self.deliver(forth, self.there[1], "forth"),
                collect(self.there[0], back), self.deliver(back, self.here[1], "back"),
            )
        ]  # fmt: skip
        try:
            await asyncio.gather(*work)
        except (OSError, Over):
            pass
        finally:
            for task in work:
                task.cancel()
            for writer in (self.here[1], self.there[1]):
                writer.close()

    async def deliver(
        self, blocks: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter, way: Way
    ) -> None:
        carried = 0
        while True:
            since, block = await blocks.get()
            for part in self.parts(block):
                await self.wait(since, len(part), way)
                part, end = self.conditions(way).cut(part, carried)
                if writer.transport.is_closing():  # whoever was to have it is gone
                    raise Over
                writer.write(part)
                await writer.drain()
                carried += len(part)
                setattr(self.link.passed, way, getattr(self.link.passed, way) + len(part))
                if end:
                    self.link.passed.touched += 1
                    self.end(end)
            if not block:
                with suppress(OSError):
                    if not writer.transport.is_closing():
                        writer.write_eof()
                return

    def parts(self, block: bytes) -> list[bytes]:
        size = self.link.conditions.part
        return [block[at : at + size] for at in range(0, len(block), size)] or [b""]  # the end has to wait as well

    def conditions(self, way: Way) -> Conditions:
        now = self.link.conditions
        return now if now.direction in (way, "both") else FAIR

    async def wait(self, since: float, size: int, way: Way) -> None:
        """Until the block is due; while the link is silent, until that changes."""
        touched = False
        while self.conditions(way).silent:
            self.link.passed.touched += not touched
            touched = True
            await self.link.changed.wait()
        if seconds := self.conditions(way).delay(asyncio.get_running_loop().time() - since, size):
            self.link.passed.touched += 1
            await asyncio.sleep(seconds)

    def end(self, how: str) -> None:
        if how == "reset":
            self.reset()
        raise Over

    def reset(self) -> None:
        for _, writer in (self.here, self.there):
            reset(writer)


async def collect(reader: asyncio.StreamReader, blocks: Blocks) -> None:
    """Goes on while earlier blocks are still on their way, so that latency does not make a link narrow."""
    while True:
        block = await reader.read(BLOCK)
        await blocks.put((asyncio.get_running_loop().time(), block))
        if not block:
            return


class Over(Exception):
    """The connection has ended: the conditions or one of its ends saw to it."""


def reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


# The service


async def serve(names: list[str]) -> None:
    links = {name: Link(name) for name in names}
    for link in links.values():
        await link.listen()
    tell({name: link.port for name, link in links.items()})
    commands = await standard_input()
    while line := await commands.readline():
        try:
            tell(await obey(links, json.loads(line)))
        except (ValueError, TypeError, KeyError, OSError) as error:
            tell({"error": f"{type(error).__name__}: {error}"})


async def obey(links: dict[str, Link], command: dict[str, Any]) -> dict[str, Any]:
    link = links[command["link"]]
    if "upstream" in command:
        host, port = command["upstream"]
        link.upstream = (host, port)
    if "conditions" in command:
        await link.change(Conditions(**command["conditions"]))
    return {"port": link.port, "conditions": asdict(link.conditions), **asdict(link.passed)}


async def standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    make: Callable[[], asyncio.StreamReaderProtocol] = lambda: asyncio.StreamReaderProtocol(reader)  # noqa: E731
    await asyncio.get_running_loop().connect_read_pipe(make, sys.stdin)
    return reader


def tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1:]))
