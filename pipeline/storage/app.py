"""The storage service: routes in the dialect of Supabase Storage, below /storage/v1."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline import logs
from pipeline.counting import Counting
from pipeline.logs import CORRELATION_HEADER
from pipeline.serving import Correlation, Refusal, error_answer, refuse, serve
from pipeline.settings import Settings, load
from pipeline.storage.bodies import DeleteBelow, Listing, SignDownload, SignUpload, content_type_of, read_json, received
from pipeline.storage.cipher import Corrupted, read_key
from pipeline.storage.delivery import deliver
from pipeline.storage.names import Name, bucket_of, segments_of
from pipeline.storage.objects import NOT_FOUND, Child, Objects
from pipeline.storage.tokens import Caller, Purpose, Tokens

log = logging.getLogger("pipeline")


class Storage:
    """The endpoints. They decide who may do what; `objects` does it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.patience = settings.call_timeout_seconds
        self.tokens = Tokens(settings.secret("jwt_secret"))
        self.objects = Objects(settings.data_dir / "storage", read_key(settings.secret("storage_key")))

    async def sign_upload(self, request: Request) -> Response:
        name = self._for_service(request)
        wanted = await read_json(request, SignUpload, self.patience)
        seconds = wanted.expires_in or self.settings.signed_url_seconds
        limit = self.settings.large_file_bytes if wanted.max_bytes is None else wanted.max_bytes
        token = self.tokens.sign(Purpose.UPLOAD, name, seconds, max_bytes=limit)
        return JSONResponse({"url": f"/object/upload/sign/{name}?token={token}", "token": token})

    async def upload_signed(self, request: Request) -> Response:
        name = _name(request)
        granted = self.tokens.check(Purpose.UPLOAD, name, request.query_params.get("token"))
        until = granted["exp"] + self.settings.upload_grace_seconds
        return await self._store(request, name, granted["max_bytes"], replace=False, until=until)

    async def sign_download(self, request: Request) -> Response:
        name = self._for_reader(request)
        wanted = await read_json(request, SignDownload, self.patience)
        self.objects.open_object(name).close()
        token = self.tokens.sign(Purpose.DOWNLOAD, name, wanted.expires_in)
        return JSONResponse({"signedURL": f"/object/sign/{name}?token={token}"})

    async def download_signed(self, request: Request) -> Response:
        name = _name(request)
        self.tokens.check(Purpose.DOWNLOAD, name, request.query_params.get("token"))
        return deliver(self.objects, name, request)

    async def download(self, request: Request) -> Response:
        return deliver(self.objects, self._for_reader(request), request)

    async def upload(self, request: Request) -> Response:
        name = self._for_service(request)
        return await self._store(request, name, None, replace=request.headers.get("x-upsert") == "true")

    async def info(self, request: Request) -> Response:
        name = self._for_reader(request)
        return JSONResponse({"name": name.path, "bucket_id": name.bucket, **asdict(self.objects.footer(name))})

    async def delete(self, request: Request) -> Response:
        name = self._for_service(request)
        if not self.objects.delete(name):
            raise Refusal(*NOT_FOUND)
        return JSONResponse(_deleted(name.bucket, name.path))

    async def delete_below(self, request: Request) -> Response:
        self._caller(request).require_service()
        bucket = bucket_of(request.path_params["bucket"])
        prefixes = (await read_json(request, DeleteBelow, self.patience)).prefixes
        targets = [(prefix.endswith("/"), segments_of(prefix.removesuffix("/"))) for prefix in prefixes]
        if any(len(segments) < 2 for _, segments in targets):
            message = "A prefix has at least two segments, such as 'user/document/'."
            raise Refusal(422, "prefix_too_short", message)
        deleted: list[str] = []
        for is_folder, segments in targets:
            if is_folder:
                deleted += self.objects.delete_below(bucket, segments)
            elif self.objects.delete(Name(bucket, segments)):
                deleted.append("/".join(segments))
        return JSONResponse([_deleted(bucket, path) for path in deleted])

    async def list_folder(self, request: Request) -> Response:
        caller, bucket = self._caller(request), bucket_of(request.path_params["bucket"])
        asked = await read_json(request, Listing, self.patience)
        folders = segments_of(asked.prefix.removesuffix("/")) if asked.prefix else ()
        if not caller.may_read(folders):
            raise Refusal(404, "folder_not_found", "There is no such folder.")
        return JSONResponse(await asyncio.to_thread(self._page, bucket, folders, asked))

    async def health(self, _request: Request) -> Response:
        try:
            self.objects.check_writable()
        except OSError as error:
            log.error("data folder cannot be written", extra={"error": type(error).__name__, "errno": error.errno})
            raise Refusal(503, "not_writable", "The storage cannot write to its data folder.") from None
        return JSONResponse({"status": "healthy"})

    def _caller(self, request: Request) -> Caller:
        return self.tokens.caller(request.headers.get("authorization"))

    def _for_service(self, request: Request) -> Name:
        self._caller(request).require_service()
        return _name(request)

    def _for_reader(self, request: Request) -> Name:
        caller, name = self._caller(request), _name(request)
        if not caller.may_read(name.folders):
            raise Refusal(*NOT_FOUND)
        return name

    async def _store(
        self, request: Request, name: Name, max_bytes: int | None, *, replace: bool, until: float | None = None
    ) -> Response:
        content_type = content_type_of(request)
        body = received(request, max_bytes, self.patience, until)
        footer = await self.objects.store(name, body, content_type, replace=replace)
        return JSONResponse({"Key": str(name), "size": footer.size, "sha256": footer.sha256})

    def _page(self, bucket: str, folders: tuple[str, ...], asked: Listing) -> list[dict[str, Any]]:
        children = self.objects.children(bucket, folders)[asked.offset : asked.offset + asked.limit]
        return [self._entry(Name(bucket, (*folders, child.name)), child) for child in children]

    def _entry(self, name: Name, child: Child) -> dict[str, Any]:
        """An entry of a listing; as in Supabase, a folder has only a name."""
        entry: dict[str, Any] = {"name": child.name, "id": None, "created_at": None, "metadata": None}
        if not child.is_folder:
            entry["id"] = str(name)
            try:
                footer = self.objects.footer(name)
            except (Corrupted, Refusal) as error:  # damaged, or just deleted: listed without details
                log.warning("listed without metadata: %s", error)
            else:
                entry["created_at"] = footer.created_at
                entry["metadata"] = {"size": footer.size, "mimetype": footer.content_type}
        return entry


def _name(request: Request) -> Name:
    return Name.parse(request.path_params["bucket"], request.path_params["path"])


def _deleted(bucket: str, path: str) -> dict[str, str]:
    return {"name": path, "bucket_id": bucket}


async def _no_route(_request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    headers = error.headers if isinstance(error, HTTPException) else None
    return error_answer(status, status.name.lower(), f"{status.description}.", headers)


async def _corrupted(_request: Request, error: Exception) -> Response:
    log.error("object is corrupted: %s", error)
    return error_answer(500, "object_corrupted", "The stored object is damaged and cannot be delivered.")


def create(settings: Settings) -> ASGIApp:
    storage = Storage(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        storage.objects.prepare()
        yield

    routes = [
        Route("/storage/v1/object/upload/sign/{bucket}/{path:path}", storage.sign_upload, methods=["POST"]),
        Route("/storage/v1/object/upload/sign/{bucket}/{path:path}", storage.upload_signed, methods=["PUT"]),
        Route("/storage/v1/object/sign/{bucket}/{path:path}", storage.sign_download, methods=["POST"]),
        Route("/storage/v1/object/sign/{bucket}/{path:path}", storage.download_signed, methods=["GET"]),
        Route("/storage/v1/object/info/{bucket}/{path:path}", storage.info, methods=["GET"]),
        Route("/storage/v1/object/authenticated/{bucket}/{path:path}", storage.download, methods=["GET"]),
        Route("/storage/v1/object/list/{bucket}", storage.list_folder, methods=["POST"]),
        Route("/storage/v1/object/{bucket}/{path:path}", storage.upload, methods=["POST"]),
        Route("/storage/v1/object/{bucket}/{path:path}", storage.download, methods=["GET"]),
        Route("/storage/v1/object/{bucket}/{path:path}", storage.delete, methods=["DELETE"]),
        Route("/storage/v1/object/{bucket}", storage.delete_below, methods=["DELETE"]),
        Route("/storage/v1/health", storage.health),
        Route("/health", storage.health),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["PUT", "GET", "HEAD", "OPTIONS"],
                allow_headers=["content-type", CORRELATION_HEADER],
                expose_headers=["etag", "content-range", CORRELATION_HEADER],
            )
        ],
        exception_handlers={Refusal: refuse, HTTPException: _no_route, Corrupted: _corrupted},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return Correlation(Counting(app))


def main() -> None:
    settings = load("jwt_secret", "storage_key")
    logs.start("storage", settings.log_level)
    serve(create(settings), settings.storage_url, settings.bind_host)
