"""What callers send: small JSON documents, and objects as streams with a limit and a deadline."""

import asyncio
import math
import re
import time
from collections.abc import AsyncIterator
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect, Request

from pipeline.serving import Refusal

WEEK = 7 * 24 * 3600
JSON_LIMIT = 256 * 1024
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]{1,127}")

Lifetime = Annotated[int, Field(ge=1, le=WEEK)]


class SignUpload(BaseModel):
    expires_in: Lifetime | None = None
    max_bytes: Annotated[int, Field(ge=0)] | None = None


class SignDownload(BaseModel):
    expires_in: Lifetime = Field(alias="expiresIn")


class DeleteBelow(BaseModel):
    prefixes: Annotated[list[str], Field(max_length=1000)]


class Listing(BaseModel):
    prefix: str = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0)] = 0


Body = TypeVar("Body", bound=BaseModel)


def content_type_of(request: Request) -> str:
    given = request.headers.get("content-type", "application/octet-stream")
    if not _CONTENT_TYPE.fullmatch(given):
        raise Refusal(422, "invalid_content_type", "The content type must have 1 to 127 plain characters.")
    return given


async def received(
    request: Request, max_bytes: int | None, patience: float, until: float | None = None
) -> AsyncIterator[bytes]:
    """The body as it arrives; refused if it is too long, pauses for `patience` seconds, breaks off or never ends."""
    too_long = Refusal(413, "too_large", f"At most {max_bytes} bytes may be sent here.")
    if max_bytes is not None and int(request.headers.get("content-length", "0")) > max_bytes:
        raise too_long
    expired = Refusal(
        403, "url_expired", "The signed URL expired before all bytes had arrived.", {"Connection": "close"}
    )
    stream, total, left = aiter(request.stream()), 0, math.inf
    try:
        while True:
            left = math.inf if until is None else until - time.time()
            if left <= 0:
                raise expired
            async with asyncio.timeout(min(patience, left)):
                chunk = await anext(stream)
            if not chunk:
                return
            total += len(chunk)
            if max_bytes is not None and total > max_bytes:
                raise too_long
            yield chunk
    except TimeoutError:
        if left <= patience:
            raise expired from None
        message = f"Nothing arrived for {patience:g} seconds; nothing was kept."
        raise Refusal(408, "upload_stalled", message, {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refusal(400, "upload_incomplete", "The connection ended before all bytes had arrived.") from None


async def read_json(request: Request, model: type[Body], patience: float) -> Body:
    """A validated JSON body; an empty one counts as {}."""
    text = b"".join([chunk async for chunk in received(request, JSON_LIMIT, patience)])
    try:
        return model.model_validate_json(text or b"{}")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors())
        raise Refusal(422, "invalid_request", wrong) from None
