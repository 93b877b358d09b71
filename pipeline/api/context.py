"""What every route needs: the database under the right role, the caller, limits, the audit trail."""

import asyncio
import json
import logging
import math
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from pipeline.api.model import Model
from pipeline.api.tokens import Claims, read_access_token
from pipeline.database.pool import Connection, Database
from pipeline.logs import correlation_id
from pipeline.serving import Refusal
from pipeline.settings import Settings
from pipeline.storage.client import StorageClient

log = logging.getLogger("pipeline")
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The access token of /login or /register.")
SIGN_IN_FIRST = Refusal(
    401,
    "unauthorized",
    "Sign in first: the access token is missing, wrong, expired or revoked.",
    {"WWW-Authenticate": "Bearer"},
)
ENTER = """
SELECT set_config('request.jwt.claims', $1, true),
       EXISTS (SELECT FROM auth.sessions WHERE session_id = $2 AND user_id = $3 AND revoked_at IS NULL) AS live,
       set_config('role', 'authenticated', true)
"""
ACTIVE = """
SELECT count(*) FROM upload_pipeline.upload_jobs
WHERE state IN ('queued', 'working', 'retryable') AND job_id IS DISTINCT FROM $1
"""
AUDIT = """
INSERT INTO upload_pipeline.audit_log (actor, action, object, origin, correlation_id, details)
VALUES ($1, $2, $3, $4, $5, $6)
"""


@dataclass
class Context:
    """What the application holds while it runs."""

    settings: Settings
    database: Database
    storage: StorageClient
    model: Model
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def close(self) -> None:
        await self.model.close()
        await self.storage.close()
        await self.database.close()

    @asynccontextmanager
    async def plain(self) -> AsyncIterator[Connection]:
        """As the role `api`, which sees sign-in tables and rate limits, but no data of users."""
        async with self.database.transaction() as conn:
            yield conn

    @asynccontextmanager
    async def as_user(self, caller: Claims) -> AsyncIterator[Connection]:
        """Under the caller's row-level security; refuses a session that is no longer live."""
        async with self.plain() as conn:
            entered = await conn.fetchrow(ENTER, json.dumps(caller.raw), caller.session_id, caller.user_id)
            if not entered["live"]:
                raise SIGN_IN_FIRST
            yield conn

    @asynccontextmanager
    async def as_service(self) -> AsyncIterator[Connection]:
        """For work that no user asked for: webhooks and health."""
        async with self.plain() as conn:
            await conn.execute("SET LOCAL ROLE service_role")
            yield conn

    async def limit(self, key: str, per_minute: int) -> None:
        """Refuse with 429 when `key` has used up its requests. The database counts them for all API processes."""
        async with self.database.connection() as conn:
            wait = await conn.fetchval("SELECT upload_pipeline.seconds_to_wait($1, $2)", key, per_minute)
        if wait > 0:
            raise too_many("rate_limited", f"At most {per_minute} of these requests are allowed per minute.", wait)


def too_many(code: str, message: str, wait: float) -> Refusal:
    seconds = max(1, math.ceil(wait))
    return Refusal(429, code, f"{message} Try again in {seconds} s.", {"Retry-After": str(seconds)})


async def lock_user(conn: Connection, user_id: uuid.UUID) -> None:
    """Let only one transaction at a time decide whether a user may have another job."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", str(user_id))


async def check_active(ctx: Context, conn: Connection, but: uuid.UUID | None = None) -> None:
    """Refuse if the user already has as many active jobs as allowed, not counting job `but`."""
    active = await conn.fetchval(ACTIVE, but)
    if active >= ctx.settings.jobs_per_user:
        most = ctx.settings.jobs_per_user
        raise too_many("too_many_jobs", f"At most {most} documents per user are processed at once.", 5)


def context_of(connection: HTTPConnection) -> Context:
    context: Context = connection.app.state.context
    return context


def caller_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Claims:
    secret = context_of(request).settings.secret("jwt_secret")
    claims = read_access_token(secret, credentials.credentials) if credentials else None
    if claims is None:
        raise SIGN_IN_FIRST
    return claims


Ctx = Annotated[Context, Depends(context_of)]
Caller = Annotated[Claims, Depends(caller_of)]


async def audit(
    conn: Connection, request: HTTPConnection, actor: uuid.UUID | None, action: str, obj: str | None, **details: Any
) -> None:
    await conn.execute(AUDIT, actor, action, obj, origin_of(request), correlation_id.get(), details)


def origin_of(request: HTTPConnection) -> str:
    return request.client.host if request.client else "unknown"
