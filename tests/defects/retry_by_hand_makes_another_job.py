"""A retry by hand leaves the dead letter as it is and creates another job for its document.

In real life: the button submits the document again. A user who follows the failed job never sees it recover.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-4.10", "P4-7.6")
FIELD = "failure"
SELECTION = ("Recovery By Hand Leaves The History Flawless",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"

ANOTHER = """
WITH again AS (
    INSERT INTO upload_pipeline.upload_jobs
        (job_id, document_id, user_id, stage, payload, parser_job_id, correlation_id, upload_expires_at,
         idempotency_key)
    SELECT gen_random_uuid(), document_id, user_id, stage, payload, parser_job_id, correlation_id, upload_expires_at,
           gen_random_uuid()::text
    FROM upload_pipeline.upload_jobs WHERE job_id = $1 AND state = 'deadletter' RETURNING *
)
SELECT {columns} FROM again
"""


def apply() -> None:
    from pipeline.api import jobs

    put(jobs, "RETRY", ANOTHER.format(columns=jobs.COLUMNS))
    note(jobs, "check_active")
