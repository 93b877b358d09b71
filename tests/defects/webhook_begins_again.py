"""Every webhook puts its job back to parsing, even a late or repeated one.

In real life: a handler sets a state without checking the one before. Webhooks are sent at least once.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P4-7.4", "P7-5.4")
FIELD = "failure"
SELECTION = ("The History Stays Flawless When Webhooks Go Astray",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"

WAKE = """
UPDATE upload_pipeline.upload_jobs
SET stage = 'parsing', state = 'queued', available_at = now(), called = true,
    claimed_by = NULL, lease_until = NULL, finished_at = NULL
WHERE parser_job_id = $1
"""


def apply() -> None:
    from pipeline.api import webhooks

    put(webhooks, "WAKE", WAKE)
    note(webhooks, "read_event")
