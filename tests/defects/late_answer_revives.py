"""A late webhook puts a dead letter back into the queue and discards the text.

In real life: one handler sets a state without checking the one before, next to another that checks.
"""

from keywords.proof.breaking import edit, note, put

REQUIREMENTS = ("P3-11.2", "P4-7.4", "P4-7.5", "P7-5.4", "P9-12.4")
FIELD = "failure"
SELECTION = ("A Late Parser Answer Revives No Dead Letter",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"
ANEW = """
UPDATE upload_pipeline.upload_jobs
SET state = CASE state WHEN 'deadletter' THEN 'queued' ELSE state END, finished_at = NULL, available_at = now(),
    called = true
WHERE parser_job_id = $1 AND state IN ('queued', 'working', 'deadletter') AND stage = 'parsing'
"""
WAITED_FOR = """
AND NOT EXISTS (SELECT FROM upload_pipeline.upload_jobs WHERE parser_job_id = $1 AND state = 'deadletter')
"""
NO_TEXT_YET = "WHERE parsed_sha256 IS NULL"


def apply() -> None:
    from pipeline.api import webhooks

    edit(webhooks, "TAKE", NO_TEXT_YET, f"{NO_TEXT_YET} {WAITED_FOR}")
    put(webhooks, "WAKE", ANEW)
    note(webhooks, "read_event")
