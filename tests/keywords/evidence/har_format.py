"""HAR 1.2, as far as every reader may rely on it: http://www.softwareishard.com/blog/har-12-spec/"""

from datetime import datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", alias_generator=to_camel)


class Pair(Part):
    name: str
    value: str


class PostData(Part):
    mime_type: str
    params: list[Pair]
    text: str


class Request(Part):
    method: str
    url: str = Field(pattern="^(http|ws)s?://")
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    query_string: list[Pair]
    post_data: PostData | None = None
    headers_size: int
    body_size: int


class Content(Part):
    size: int = Field(ge=0)
    mime_type: str
    text: str


class Response(Part):
    status: int
    status_text: str
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    content: Content
    redirect_url: str = Field(alias="redirectURL")
    headers_size: int
    body_size: int


class Timings(Part):
    send: float = Field(ge=0)
    wait: float = Field(ge=0)
    receive: float = Field(ge=0)


class Entry(Part):
    pageref: str
    started_date_time: str
    time: float = Field(ge=0)
    request: Request
    response: Response
    cache: dict[str, Any]
    timings: Timings
    comment: str = ""


class Log(Part):
    version: str = Field(pattern=r"^1\.2$")
    creator: dict[str, str] = Field(min_length=2)
    pages: list[dict[str, Any]]
    entries: list[Entry]


class Har(Part):
    log: Log


def checked(content: Any) -> list[Entry]:
    """The entries of a valid HAR."""
    found = Har.model_validate(content).log
    pages = {page["id"] for page in found.pages if page.keys() >= {"startedDateTime", "title", "pageTimings"}}
    for entry in found.entries:
        assert entry.pageref in pages
        assert datetime.fromisoformat(entry.started_date_time).tzinfo
        assert entry.time == pytest.approx(entry.timings.send + entry.timings.wait + entry.timings.receive)
    return found.entries
