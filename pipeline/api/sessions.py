"""Registration, sign-in and sessions. A refresh token works once; using it twice ends its session."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response

from pipeline.api import tokens
from pipeline.api.context import SIGN_IN_FIRST, Caller, Context, Ctx, audit, origin_of
from pipeline.api.schemas import Credentials, RefreshToken, Session, User, answers
from pipeline.database.pool import Connection
from pipeline.serving import Refusal

router = APIRouter(tags=["sessions"])
USER = "user_id, email, plan, created_at"


@router.post("/register", status_code=201, responses=answers(409, 422, 429))
async def register(request: Request, ctx: Ctx, given: Credentials) -> Session:
    """Create an account and sign in."""
    await ctx.limit(f"sign-in:{origin_of(request)}", ctx.settings.sign_ins_per_minute)
    password_hash = await _hashing(ctx, tokens.hash_password, given.password)
    try:
        async with ctx.plain() as conn:
            user = await conn.fetchrow(
                f"INSERT INTO auth.users (email, password_hash) VALUES ($1, $2) RETURNING {USER}",
                given.email.lower(),
                password_hash,
            )
            await audit(conn, request, user["user_id"], "user.registered", f"user:{user['user_id']}")
            return await _open_session(ctx, conn, User(**user))
    except asyncpg.UniqueViolationError:
        raise Refusal(409, "email_taken", "There is an account with this e-mail address already.") from None


@router.post("/login", responses=answers(401, 422, 429))
async def login(request: Request, ctx: Ctx, given: Credentials) -> Session:
    email = given.email.lower()
    await ctx.limit(f"sign-in:{origin_of(request)}", ctx.settings.sign_ins_per_minute)
    await ctx.limit(f"sign-in:{email}", ctx.settings.sign_ins_per_minute)
    async with ctx.plain() as conn:
        found = await conn.fetchrow(f"SELECT {USER}, password_hash FROM auth.users WHERE email = $1", email)
    matches = await _hashing(ctx, tokens.password_matches, given.password, found and found["password_hash"])
    async with ctx.plain() as conn:
        if not (found and matches):
            await audit(conn, request, found and found["user_id"], "user.sign_in_refused", None)
        else:
            await audit(conn, request, found["user_id"], "user.signed_in", f"user:{found['user_id']}")
            return await _open_session(ctx, conn, User(**{key: found[key] for key in User.model_fields}))
    raise Refusal(
        401, "wrong_credentials", "The e-mail address or the password is wrong.", {"WWW-Authenticate": "Bearer"}
    )


@router.post("/refresh", responses=answers(401, 422, 429))
async def refresh(request: Request, ctx: Ctx, given: RefreshToken) -> Session:
    """Exchange a refresh token for a new pair. Using a token twice revokes the whole session."""
    await ctx.limit(f"refresh:{origin_of(request)}", ctx.settings.sign_ins_per_minute * 6)
    digest = tokens.refresh_token_sha256(given.refresh_token)
    async with ctx.plain() as conn:
        known = await conn.fetchrow(
            "SELECT users.user_id, email, plan, users.created_at, session_id, revoked_at, used_at, expires_at "
            "FROM auth.refresh_tokens JOIN auth.sessions USING (session_id) "
            "JOIN auth.users ON users.user_id = sessions.user_id WHERE token_sha256 = $1 FOR UPDATE OF refresh_tokens",
            digest,
        )
        if (
            known
            and known["used_at"] is None
            and known["revoked_at"] is None
            and known["expires_at"] > datetime.now(UTC)
        ):
            await conn.execute("UPDATE auth.refresh_tokens SET used_at = now() WHERE token_sha256 = $1", digest)
            user = User(**{key: known[key] for key in User.model_fields})
            return await _issue(ctx, conn, user, known["session_id"])
        if known and known["used_at"] is not None:
            await _revoke(conn, known["session_id"])
            await audit(conn, request, known["user_id"], "session.reuse_detected", f"session:{known['session_id']}")
    raise Refusal(401, "refresh_refused", "This session has ended; sign in again.", {"WWW-Authenticate": "Bearer"})


@router.post("/logout", status_code=204, responses=answers(401))
async def logout(request: Request, ctx: Ctx, caller: Caller) -> Response:
    """End this session: the API refuses its access and refresh tokens from now on."""
    async with ctx.as_user(caller) as conn:
        await audit(conn, request, caller.user_id, "user.signed_out", f"session:{caller.session_id}")
    async with ctx.plain() as conn:
        await _revoke(conn, caller.session_id)
    return Response(status_code=204)


@router.get("/me", responses=answers(401))
async def me(ctx: Ctx, caller: Caller) -> User:
    async with ctx.as_user(caller) as conn:
        row = await conn.fetchrow(f"SELECT {USER} FROM auth.users WHERE user_id = $1", caller.user_id)
    if row is None:
        raise SIGN_IN_FIRST
    return User(**row)


async def _revoke(conn: Connection, session_id: UUID) -> None:
    """End a session, and make its open sockets notice."""
    await conn.execute(
        "WITH ended AS (UPDATE auth.sessions SET revoked_at = now() WHERE session_id = $1 RETURNING user_id) "
        "SELECT pg_notify('events', user_id::text) FROM ended",
        session_id,
    )


async def _hashing(ctx: Context, work: Callable[..., Any], *args: Any) -> Any:
    """Run argon2 in a thread, two at a time: by design it is slow and needs much memory."""
    async with ctx.hashing:
        return await asyncio.to_thread(work, *args)


async def _open_session(ctx: Context, conn: Connection, user: User) -> Session:
    session_id = await conn.fetchval(
        "INSERT INTO auth.sessions (user_id) VALUES ($1) RETURNING session_id", user.user_id
    )
    return await _issue(ctx, conn, user, session_id)


async def _issue(ctx: Context, conn: Connection, user: User, session_id: UUID) -> Session:
    settings = ctx.settings
    refresh_token = tokens.new_refresh_token()
    await conn.execute(
        "INSERT INTO auth.refresh_tokens (token_sha256, session_id, expires_at) VALUES ($1, $2, $3)",
        tokens.refresh_token_sha256(refresh_token),
        session_id,
        datetime.now(UTC) + timedelta(seconds=settings.refresh_token_seconds),
    )
    access_token = tokens.issue_access_token(
        settings.secret("jwt_secret"), user.user_id, session_id, user.email, settings.access_token_seconds
    )
    return Session(
        access_token=access_token, expires_in=settings.access_token_seconds, refresh_token=refresh_token, user=user
    )
