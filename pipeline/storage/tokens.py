"""Identifies callers and checks signed URLs. Both are JWTs; the audience keeps one from passing for the other."""

import math
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt

from pipeline.serving import Refusal
from pipeline.settings import ISSUER
from pipeline.storage.names import Name

ALGORITHM = "HS256"
SERVICE = "service_role"
USER = "authenticated"


class Purpose(StrEnum):
    """What a signed URL is for."""

    UPLOAD = "storage:upload"
    DOWNLOAD = "storage:download"


@dataclass(frozen=True)
class Caller:
    """The bearer of a token: the pipeline's own services, or one user."""

    user_id: str | None  # None for the services

    def require_service(self) -> None:
        if self.user_id is not None:
            raise Refusal(403, "forbidden", "Only the pipeline's own services may do this.")

    def may_read(self, folders: tuple[str, ...]) -> bool:
        """A user reads below the folder with the user's id, and nowhere else."""
        return self.user_id is None or folders[:1] == (self.user_id,)


class Tokens:
    def __init__(self, secret: str) -> None:
        self._secret = secret

    def caller(self, authorization: str | None) -> Caller:
        scheme, _, token = (authorization or "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise jwt.InvalidTokenError
            claims: dict[str, Any] = jwt.decode(token, self._secret, [ALGORITHM], options={"verify_aud": False})
            if claims.get("role") == SERVICE:
                return Caller(None)
            if claims.get("role") != USER:
                raise jwt.InvalidTokenError
            claims = jwt.decode(
                token,
                self._secret,
                [ALGORITHM],
                audience=USER,
                issuer=ISSUER,
                options={"require": ["exp", "iss", "sub"]},
            )
        except jwt.InvalidTokenError:
            message = "Sign in: a valid bearer token is needed."
            raise Refusal(401, "unauthorized", message, {"WWW-Authenticate": "Bearer"}) from None
        return Caller(claims["sub"])

    def sign(self, purpose: Purpose, name: Name, seconds: int, **claims: Any) -> str:
        """A token for one purpose on one object, valid for at least `seconds`."""
        expires = math.ceil(time.time()) + seconds
        return jwt.encode({"aud": purpose, "object": str(name), "exp": expires, **claims}, self._secret, ALGORITHM)

    def check(self, purpose: Purpose, name: Name, token: str | None) -> dict[str, Any]:
        """The claims of a signed URL's token, or a refusal."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token or "", self._secret, [ALGORITHM], audience=purpose, options={"require": ["exp", "object"]}
            )
            if claims["object"] != str(name):
                raise jwt.InvalidTokenError
        except jwt.ExpiredSignatureError:
            raise Refusal(403, "url_expired", "This signed URL has expired; ask for a new one.") from None
        except jwt.InvalidTokenError:
            raise Refusal(403, "bad_signature", "This URL is not signed for this object.") from None
        return claims
