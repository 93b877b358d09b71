"""Ways to break a function that many defects share. Like `replace`, they mark the first call of what is broken."""

import asyncio
import dataclasses
import inspect
import itertools
import time
from collections.abc import Callable
from typing import Any

from keywords.proof.hook import noting, replace

NEVER = 4e9  # seconds since 1970
PUT_ASIDE = """
UPDATE upload_pipeline.upload_jobs
SET state = 'deadletter', finished_at = now(), claimed_by = NULL, lease_until = NULL WHERE job_id = $1
"""


def alter(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change what a function returns.

    >>> alter(chunker, "cut", lambda chunks: chunks[:-1])
    """
    original = getattr(owner, name)

    async def later(*args: Any, **named: Any) -> Any:
        return change(await original(*args, **named))

    def now(*args: Any, **named: Any) -> Any:
        return change(original(*args, **named))

    replace(owner, name, later if inspect.iscoroutinefunction(original) else now)


def always(owner: Any, name: str, answer: Any) -> None:
    """Return the same answer to every call, and do nothing else.

    >>> always(tokens.Caller, "may_read", True)
    """

    async def later(*_args: Any, **_named: Any) -> Any:
        return answer

    def now(*_args: Any, **_named: Any) -> Any:
        return answer

    replace(owner, name, later if inspect.iscoroutinefunction(getattr(owner, name)) else now)


def delay(owner: Any, name: str, seconds: float, every: int = 1) -> None:
    """Make every nth call of a function wait before it starts."""
    original, calls = getattr(owner, name), itertools.count(1)

    def wait() -> float:
        return seconds if next(calls) % every == 0 else 0

    async def later(*args: Any, **named: Any) -> Any:
        await asyncio.sleep(wait())
        return await original(*args, **named)

    def now(*args: Any, **named: Any) -> Any:
        time.sleep(wait())
        return original(*args, **named)

    replace(owner, name, later if inspect.iscoroutinefunction(original) else now)


def put(owner: Any, name: str, value: Any) -> None:
    """Replace a constant, or a function whose calls prove nothing. Leaves no mark: `note` a function that uses it."""
    setattr(owner, name, value)


def edit(owner: Any, name: str, old: str, new: str) -> None:
    """Replace a part of a text constant, such as an SQL statement. Fails if the constant lacks that part."""
    text = getattr(owner, name)
    if old not in text:
        raise LookupError(f"{name} does not contain {old!r}")
    put(owner, name, text.replace(old, new))


def read_tokens_by(tokens: Any, **rules: Any) -> None:
    """Let this module's reader of access tokens call its library with other rules. A token without an end stays good.

    >>> read_tokens_by(tokens, issuer=None)
    """
    genuine = tokens.jwt.decode

    def decode(*args: Any, **given: Any) -> dict[str, Any]:
        return {"exp": NEVER, **genuine(*args, **{**given, **rules})}

    replace(tokens.jwt, "decode", decode)


class AsService:
    """The context of a request in which a user acts in the role of the services."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx

    def as_user(self, _caller: Any) -> Any:
        return self._ctx.as_service()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ctx, name)


def rewrite_page(app: Any, file: str, old: str, new: str) -> None:
    """Replace a part of a file that the web page of this app consists of. Fails if the file lacks that part.

    >>> rewrite_page(app, "live.js", "attempts += 1", "attempts += 0")
    """

    def rewritten(files: dict[str, Any]) -> dict[str, Any]:
        before = files[f"/{file}"]
        if old.encode() not in before.body:
            raise LookupError(f"{file} does not contain {old!r}")
        return {**files, f"/{file}": dataclasses.replace(before, body=before.body.replace(old.encode(), new.encode()))}

    alter(app, "assets", rewritten)


def note(owner: Any, name: str) -> None:
    """Mark the first call of a function that is unchanged but uses something broken."""
    replace(owner, name, getattr(owner, name))


def reroute(router: Any, endpoint: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Make a route of the API call another function: routes bind their function, so `replace` would come too late."""
    route = next(route for route in router.routes if getattr(route, "endpoint", None) is endpoint)
    router.routes.remove(route)
    path = route.path.removeprefix(router.prefix)
    router.add_api_route(path, noting(new), methods=sorted(route.methods), status_code=route.status_code)


async def put_aside(database: Any, job: Any) -> None:
    """Turn a job into a dead letter without an event."""
    async with database.connection() as connection:
        await connection.execute(PUT_ASIDE, job.job_id)


async def health_of(url: str, seconds: float = 300) -> str:
    """The status that a service reports at `/health`; empty without a successful answer in time."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{url}/health") as answer:
            return str((await answer.json())["status"]) if answer.ok else ""
    except (aiohttp.ClientError, TimeoutError, OSError):
        return ""
