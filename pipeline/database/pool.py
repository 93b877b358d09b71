"""Connection pools, and the roles under which statements run.

Parameters have types that asyncpg knows. About domains (hence `$1::text` where a column has one) and about arrays of
anything but text, each connection would have to ask the database, which costs more than most statements do.
"""

import asyncio
import json
import struct
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from pipeline.database.migrate import latest

Connection: TypeAlias = asyncpg.Connection
UNAVAILABLE: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,  # before the migrations have created the role
    asyncpg.InvalidCatalogNameError,  # or the database
)
"""What asyncpg raises if the database is away, rather than the statement wrong."""
OVERDUE = (TimeoutError, asyncpg.QueryCanceledError)
EXHAUSTED = (asyncpg.InsufficientResourcesError, asyncpg.PostgresIOError)  # of disk or memory, not of connections
LEAST_MEMORY = "SET LOCAL work_mem = '64kB'"
MORE_THAN_FITS = "SELECT count(*) FROM generate_series(1, 10000)"  # so it is written to disk, and deleted at once


class DatabaseAway(Exception):
    """The database cannot be reached, or went away in mid-transaction (which is then undone)."""


class DatabaseFull(DatabaseAway):
    """The database has no room for a write; statements that need no room may still succeed."""


class DatabaseSlow(DatabaseAway):
    """A statement took too long: the database is away, or the statement is too much for it."""


def encode_vector(values: Sequence[float]) -> bytes:
    """pgvector's binary form: dimensions, zero, then big-endian floats."""
    floats = array("f", values)
    floats.byteswap()
    return struct.pack(">HH", len(floats), 0) + floats.tobytes()


def decode_vector(data: bytes) -> list[float]:
    floats = array("f", data[4:])
    floats.byteswap()
    return floats.tolist()


async def _prepare(conn: Connection) -> None:
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    try:
        await conn.set_type_codec(
            "vector", schema="public", encoder=encode_vector, decoder=decode_vector, format="binary"
        )
    except ValueError:
        raise DatabaseAway("the database has no vector type yet; its migrations have not run") from None


async def _nothing_to_reset(_conn: Connection) -> None:
    """Do nothing: all that a borrower changes is local to its transaction."""


class Database:
    """A pool that opens connections on demand, so it neither waits for the database nor dies with it."""

    def __init__(self, url: str, *, size: int, timeout: float = 10) -> None:
        self._url, self._size, self._timeout = url, size, timeout
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._fits = False

    async def _opened(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._size,
                    timeout=3,
                    command_timeout=self._timeout,
                    init=_prepare,
                    reset=_nothing_to_reset,
                    max_inactive_connection_lifetime=60,
                )
            return self._pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection that commits each statement, to a database with this code's schema or a later one."""
        async with self._borrowed() as conn:
            if not self._fits:
                if (await _version(conn) or "") < latest():
                    raise DatabaseAway("the migrations of the database have not run")
                self._fits = True
            yield conn

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[Connection]:
        late = DatabaseAway  # until the first statement
        try:
            pool = self._pool or await self._opened()
            async with pool.acquire(timeout=5) as conn:
                late = DatabaseSlow
                try:
                    yield conn
                except TimeoutError:
                    conn.terminate()  # else its return to the pool would wait for the silent database, too
                    raise
        except OVERDUE as error:
            raise late(f"the database took too long: {type(error).__name__}") from error
        except UNAVAILABLE as error:
            if isinstance(error, ValueError):  # asyncpg raises it for an argument that does not fit its column
                raise
            raise DatabaseAway(f"the database cannot be reached: {type(error).__name__}") from error
        except EXHAUSTED as error:
            raise DatabaseFull(f"the database has no room: {type(error).__name__}") from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection whose statements are committed together, or not at all."""
        async with self.connection() as conn:
            work = conn.transaction()
            await work.start()
            try:
                yield conn
            except TimeoutError:  # a silent database would not answer a rollback either
                raise
            except BaseException:
                await work.rollback()
                raise
            await work.commit()

    async def close(self) -> None:
        if self._pool is not None:
            self._pool.terminate()

    async def version(self) -> str | None:
        """The newest applied migration, or None for a database without any."""
        async with self._borrowed() as conn:
            return await _version(conn)

    async def check_room(self) -> None:
        """Write something and keep none of it; raises DatabaseFull if that is impossible."""
        async with self._borrowed() as conn, conn.transaction():
            await conn.execute(LEAST_MEMORY)
            await conn.execute(MORE_THAN_FITS)


async def _version(conn: Connection) -> str | None:
    try:
        newest: str | None = await conn.fetchval("SELECT max(name) FROM upload_pipeline.schema_versions")
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        return None
    return newest


async def listen_forever(url: str, channel: str, on_news: Callable[[str | None], Awaitable[None]]) -> None:
    """Call `on_news` for each notification, and with None after each connect, as some may have been missed."""
    while True:
        try:
            conn = await asyncpg.connect(url, timeout=3)
        except (*UNAVAILABLE, asyncpg.PostgresError):
            await asyncio.sleep(0.5)
            continue
        news: asyncio.Queue[str | None] = asyncio.Queue()
        try:
            conn.add_termination_listener(lambda _conn, news=news: news.put_nowait(None))
            await conn.add_listener(channel, lambda *notice, news=news: news.put_nowait(notice[3]))
            await on_news(None)
            while (payload := await news.get()) is not None:
                await on_news(payload)
        except (*UNAVAILABLE, asyncpg.PostgresError):
            await asyncio.sleep(0.5)
        finally:
            conn.terminate()
