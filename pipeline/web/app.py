"""Serves the web page: a few files from memory, with headers that let it reach only the pipeline."""

import hashlib
import html
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline import logs
from pipeline.api.headers import HEADERS
from pipeline.counting import Counting
from pipeline.serving import Correlation, error_answer, serve
from pipeline.settings import Settings, load

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    body: bytes
    media_type: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


def assets(settings: Settings) -> dict[str, Asset]:
    """The served files by path. The page finds the address of the API in its own head."""
    found = {f"/{path.name}": Asset(path.read_bytes(), TYPES[path.suffix]) for path in PAGE.iterdir()}
    index = found.pop("/index.html")
    address = html.escape(settings.api_for_browsers).encode()
    return {**found, "/": Asset(index.body.replace(b"{{ api }}", address), index.media_type)}


def headers(settings: Settings) -> dict[str, str]:
    """Headers that allow only the page's own files, and calls only to the API and the storage."""
    api, storage = settings.api_for_browsers, settings.storage_link_base
    live = urlsplit(api)._replace(scheme="wss" if api.startswith("https") else "ws").geturl()
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(f"{part.scheme}://{part.netloc}" for part in map(urlsplit, (api, live, storage))),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        **HEADERS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cache-Control": "no-cache",  # stored, but revalidated each time by its ETag
    }


def create(settings: Settings) -> ASGIApp:
    served, common = assets(settings), headers(settings)

    async def asset(request: Request) -> Response:
        found = served.get(request.url.path)
        if found is None:
            raise HTTPException(404)
        known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
        unchanged = found.etag in known or known == ["*"]
        return Response(
            None if unchanged else found.body,
            304 if unchanged else 200,
            {**common, "ETag": found.etag},
            None if unchanged else found.media_type,
        )

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "healthy"}, headers=common)

    async def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 (narrows the type)
        if error.status_code == 405:
            return error_answer(
                405, "method_not_allowed", "Only GET and HEAD are allowed here.", {**common, "Allow": "GET, HEAD"}
            )
        return error_answer(404, "not_found", "There is no such page.", common)

    app = Starlette(
        routes=[Route("/health", health), Route("/{path:path}", asset)], exception_handlers={HTTPException: refused}
    )
    return Correlation(Counting(app))


def main() -> None:
    settings = load()
    logs.start("web", settings.log_level)
    serve(create(settings), settings.web_url, settings.bind_host)
