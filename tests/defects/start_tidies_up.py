"""Whatever is under way when the API starts is taken for left over from before, and put aside without a word.

In real life: `UPDATE jobs SET status = 'failed' WHERE status = 'running'` at each start of anything.
"""

from contextlib import suppress

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.5", "P4-11.4")
FIELD = "failure"
SELECTION = (
    "--test", "The History Has No Flaw After The API Was Away",
    "--test", "The Runbook For Several Parts Leaves No Flaw",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.model"
TIDY = """
SET ROLE service_role;
UPDATE upload_pipeline.upload_jobs
SET state = 'deadletter', finished_at = now(), claimed_by = NULL, lease_until = NULL
WHERE state IN ('queued', 'working', 'retryable')
"""


def apply() -> None:
    import asyncpg

    from pipeline.api import model

    load = model.Model.load

    async def tidied_up(self: model.Model) -> None:
        with suppress(OSError, asyncpg.PostgresError):  # at the first start there is nothing yet
            conn = await asyncpg.connect(self._settings.secret("api_database_url"), timeout=3)
            await conn.execute(TIDY)
            await conn.close()
        await load(self)

    replace(model.Model, "load", tidied_up)
