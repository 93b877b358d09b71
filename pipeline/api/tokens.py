"""Passwords, access tokens and refresh tokens: pure functions."""

import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.settings import ISSUER

AUDIENCE = "authenticated"
# OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked if no account has the e-mail address, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


@dataclass(frozen=True)
class Claims:
    user_id: uuid.UUID
    session_id: uuid.UUID
    email: str
    expires_at: float
    raw: dict[str, Any]


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_matches(password: str, password_hash: str | None) -> bool:
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def issue_access_token(secret: str, user_id: uuid.UUID, session_id: uuid.UUID, email: str, lifetime: int) -> str:
    now = int(time.time())
    claims = {
        "sub": str(user_id),
        "sid": str(session_id),
        "email": email,
        "role": AUDIENCE,
        "aud": AUDIENCE,
        "iss": ISSUER,
        "iat": now,
        "exp": now + lifetime,
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def read_access_token(secret: str, token: str) -> Claims | None:
    """The claims of a valid token, or None."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "aud", "iss", "sub", "sid"]},
        )
        return Claims(
            uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), str(claims.get("email", "")), claims["exp"], claims
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        return None


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def refresh_token_sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
