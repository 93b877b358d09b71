"""What the web page reports about itself: its loads and its errors, but never the content of a document."""

import logging

from fastapi import APIRouter, Request, Response

from pipeline.api.context import Ctx, origin_of
from pipeline.api.metrics import CLIENT_ERRORS, CLIENT_LOADS
from pipeline.api.schemas import ClientError, answers

log = logging.getLogger("pipeline")
router = APIRouter(prefix="/api/v2", tags=["web page"])


@router.post("/client-errors", status_code=204, responses=answers(422, 429))
async def client_error(request: Request, ctx: Ctx, met: ClientError) -> Response:
    await ctx.limit(f"client-error:{origin_of(request)}", ctx.settings.client_errors_per_minute)
    CLIENT_ERRORS.labels(met.kind).inc()
    log.warning("the web page met an error", extra={f"client_{key}": value for key, value in met})
    return Response(status_code=204)


@router.post("/client-loads", status_code=204)
async def client_load() -> Response:
    CLIENT_LOADS.inc()
    return Response(status_code=204)
