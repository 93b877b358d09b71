"""The status of jobs, and the retry of a failed one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from pipeline.api.context import Caller, Ctx, audit, check_active, lock_user
from pipeline.api.schemas import Job, Jobs, Progress, answers
from pipeline.database.dead_letters import queue_again
from pipeline.serving import Refusal
from pipeline.stages import STAGES

router = APIRouter(prefix="/api/v2/jobs", tags=["jobs"])
COLUMNS = (
    "job_id, document_id, stage, state, stage_pct, retry_count, cost_cents, last_error, "
    "created_at, updated_at, finished_at"
)
RETRY = queue_again("job_id = $1 AND state IN ('retryable', 'deadletter')", COLUMNS)
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


def progress(stage: str, state: str, stage_pct: int) -> Progress:
    """How far a job is: each of the eight steps between the nine stages counts the same."""
    if state == "done":
        return Progress(stage_pct=100, total_pct=100)
    steps = len(STAGES) - 1
    return Progress(stage_pct=stage_pct, total_pct=min(99, (STAGES.index(stage) * 100 + stage_pct) // steps))


def as_job(row: Any) -> Job:
    fields = dict(row)
    return Job(progress=progress(row["stage"], row["state"], fields.pop("stage_pct")), **fields)


@router.get("", responses=answers(401, 422))
async def list_jobs(ctx: Ctx, caller: Caller, limit: Limit = 100, offset: Offset = 0) -> Jobs:
    """The caller's jobs, newest first."""
    async with ctx.as_user(caller) as conn:
        rows = await conn.fetch(
            f"SELECT {COLUMNS} FROM upload_pipeline.upload_jobs ORDER BY created_at DESC, job_id LIMIT $1 OFFSET $2",
            limit,
            offset,
        )
    return Jobs(jobs=[as_job(row) for row in rows], next_offset=offset + limit if len(rows) == limit else None)


@router.get("/{job_id}", responses=answers(401, 404, 422, 429))
async def get_job(ctx: Ctx, caller: Caller, job_id: UUID) -> Job:
    async with ctx.as_user(caller) as conn:
        row = await conn.fetchrow(f"SELECT {COLUMNS} FROM upload_pipeline.upload_jobs WHERE job_id = $1", job_id)
    if row is None:
        raise no_such_job()
    await ctx.limit(f"poll:{job_id}", ctx.settings.polls_per_minute)
    return as_job(row)


@router.post("/{job_id}/retry", status_code=202, responses=answers(401, 404, 409, 422, 429))
async def retry(request: Request, ctx: Ctx, caller: Caller, job_id: UUID) -> Job:
    """Queue a job again, with fresh retries, at the stage where it failed."""
    await ctx.limit(f"upload:{caller.user_id}", ctx.settings.uploads_per_minute)
    async with ctx.as_user(caller) as conn:
        await lock_user(conn, caller.user_id)
        await check_active(ctx, conn, but=job_id)
        row = await conn.fetchrow(RETRY, job_id)
        if row is None:
            if await conn.fetchval("SELECT EXISTS (SELECT FROM upload_pipeline.upload_jobs WHERE job_id = $1)", job_id):
                raise Refusal(409, "not_failed", "Only a failed job can be retried.")
            raise no_such_job()
        await audit(conn, request, caller.user_id, "job.retried", f"job:{job_id}")
    return as_job(row)


def no_such_job() -> Refusal:
    return Refusal(404, "not_found", "There is no such job.")
