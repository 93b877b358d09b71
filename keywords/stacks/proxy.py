"""A TCP proxy that misbehaves on command: `python -m keywords.stacks.proxy NAME...`, one link for each name.

It listens on a free port for each link and prints them as JSON, then takes commands on standard input, one JSON object
a line, and answers each with one line. It ends when its standard input does, so it never outlives its starter.

    {"link": "storage", "upstream": ["127.0.0.1", 5001]}
    {"link": "storage", "conditions": {"latency_seconds": 0.2, "direction": "back"}}
    {"link": "storage"}                       how much has passed, and how much the conditions have touched
"""

import asyncio
import json
import socket
import struct
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast

import uvloop

from keywords.stacks.conditions import FAIR, Conditions

IN_FLIGHT = 64  # blocks held back in one direction; then the sender has to wait
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close discards data in flight and sends RST
Way = Literal["forth", "back"]


@dataclass
class Passed:
    """What has passed a link so far."""

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
    fair: bool = True
    passed: Passed = field(default_factory=Passed)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    server: asyncio.AbstractServer | None = None
    open: set["Connection"] = field(default_factory=set)

    async def listen(self) -> None:
        if self.server is None:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: Connection(self).here, self.host, self.port)
            self.server, self.port = server, server.sockets[0].getsockname()[1]

    async def change(self, conditions: Conditions) -> None:
        self.conditions, self.fair, self.passed.touched = conditions, conditions == FAIR, 0
        if conditions.refused and self.server:
            self.server.close()  # the system itself refuses when no one listens
            self.server = None
            self.passed.touched += len(self.open)
            for connection in list(self.open):
                connection.reset()
        elif not conditions.refused:
            await self.listen()
        self.changed.set()
        self.changed = asyncio.Event()


class Connection:
    """Both directions of a connection. Both are carried until both have ended; an error in one ends both."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.here, self.there = End(self), End(self)
        self.here.stream = Stream(link, "forth", self.here, self.there)
        self.there.stream = Stream(link, "back", self.there, self.here)
        self.here.other, self.there.other = self.there, self.here
        self.connecting: asyncio.Task[None] | None = None

    def made(self, end: "End") -> None:
        if end is self.here:
            self.link.passed.connections += 1
            self.link.open.add(self)
            self.connecting = asyncio.create_task(self.connect())

    async def connect(self) -> None:
        try:
            if self.link.upstream is None:
                raise ConnectionRefusedError
            await asyncio.get_running_loop().create_connection(lambda: self.there, *self.link.upstream)
        except OSError:
            self.here.reset()  # the connection was accepted, so a reset comes closest to a refusal
            return
        if self.here.closed:
            self.there.close()
        self.here.stream.go_on()

    def ended(self) -> None:
        """Close the connection if both directions have ended."""
        if self.here.stream.finished and self.there.stream.finished:
            self.close()

    def close(self) -> None:
        self.link.open.discard(self)
        for end in (self.here, self.there):
            end.close()

    def reset(self) -> None:
        for end in (self.here, self.there):
            end.reset()


class End(asyncio.Protocol):
    """One end of a connection: what comes in here goes out at the other end."""

    stream: "Stream"  # that begins here
    other: "End"

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.transport: asyncio.Transport | None = None
        self.writable = asyncio.Event()

    @property
    def closed(self) -> bool:
        return self.transport is not None and self.transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.writable.set()
        self.connection.made(self)

    def data_received(self, data: bytes) -> None:
        self.stream.take(data)

    def eof_received(self) -> bool:
        self.stream.eof = True
        self.stream.take(b"")
        return True  # the other direction stays open

    def pause_writing(self) -> None:
        self.writable.clear()
        self.other.stream.hold_back()

    def resume_writing(self) -> None:
        self.writable.set()
        self.other.stream.hold_back()

    def connection_lost(self, _error: Exception | None) -> None:
        self.writable.set()  # a waiting writer finds that it is closed
        self.connection.close()

    def close(self) -> None:
        self.stream.stop()
        if self.transport:
            self.transport.close()

    def reset(self) -> None:
        self.stream.stop()
        if self.transport is None:
            return
        found = self.transport.get_extra_info("socket")
        if found is not None:
            with suppress(OSError):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.transport.abort()


class Stream:
    """One direction of a connection. A fair link passes everything at once; any other holds a block until it is due."""

    def __init__(self, link: Link, way: Way, source: End, target: End) -> None:
        self.link, self.way, self.source, self.target = link, way, source, target
        self.blocks = deque[tuple[float, bytes]]()  # with their times of arrival; an empty block is the end
        self.delivering: asyncio.Task[None] | None = None
        self.carried = 0
        self.eof = False  # nothing more comes in
        self.finished = False  # and everything has gone out

    def take(self, block: bytes) -> None:
        if self.link.fair and self.delivering is None and self.target.transport:
            self.pass_on(block)
            return
        # Blocks come in while earlier ones are on their way, so latency does not make a link narrow.
        self.blocks.append((asyncio.get_running_loop().time(), block))
        self.hold_back()
        self.go_on()

    def go_on(self) -> None:
        if self.blocks and self.delivering is None and self.target.transport:
            self.delivering = asyncio.create_task(self.deliver())

    def stop(self) -> None:
        if self.delivering and self.delivering is not asyncio.current_task():
            self.delivering.cancel()
        self.blocks.clear()

    def hold_back(self) -> None:
        """Read no more than the other end takes."""
        transport = self.source.transport
        if transport is None or transport.is_closing() or self.eof:
            return
        if self.target.writable.is_set() and len(self.blocks) < IN_FLIGHT:
            transport.resume_reading()
        else:
            transport.pause_reading()

    async def deliver(self) -> None:
        while self.blocks:
            since, block = self.blocks.popleft()
            for part in self.parts(block):
                await self.wait(since, len(part))
                part, end = self.conditions.cut(part, self.carried)
                self.pass_on(part)
                await self.target.writable.wait()
                if end:
                    self.link.passed.touched += 1
                    (self.source.connection.reset if end == "reset" else self.source.connection.close)()
                    return
            self.hold_back()
        self.delivering = None

    def pass_on(self, part: bytes) -> None:
        target = self.target.transport
        if target is None or target.is_closing():  # the receiver is gone
            self.source.connection.close()
        elif part:
            target.write(part)
            self.carried += len(part)
            setattr(self.link.passed, self.way, getattr(self.link.passed, self.way) + len(part))
        else:
            with suppress(OSError):
                target.write_eof()
            self.finished = True
            self.source.connection.ended()

    def parts(self, block: bytes) -> list[bytes]:
        size = self.link.conditions.part
        return [block[at : at + size] for at in range(0, len(block), size)] or [b""]  # the end has to wait too

    @property
    def conditions(self) -> Conditions:
        now = self.link.conditions
        return now if now.direction in (self.way, "both") else FAIR

    async def wait(self, since: float, size: int) -> None:
        """Wait until the block is due, and while the link is silent."""
        touched = False
        while self.conditions.silent:
            self.link.passed.touched += not touched
            touched = True
            await self.link.changed.wait()
        if seconds := self.conditions.delay(asyncio.get_running_loop().time() - since, size):
            self.link.passed.touched += 1
            await asyncio.sleep(seconds)


# The service


async def serve(names: list[str]) -> None:
    links = {name: Link(name) for name in names}
    for link in links.values():
        await link.listen()
    answer({name: link.port for name, link in links.items()})
    commands = await standard_input()
    while line := await commands.readline():
        try:
            answer(await obey(links, json.loads(line)))
        except (ValueError, TypeError, KeyError, OSError) as error:
            answer({"error": f"{type(error).__name__}: {error}"})


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


def answer(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1:]))
