"""A finished job stays at 99 percent.

In real life: progress is bounded so that it never claims the end, also at the end.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-JOB-1",)
FIELD = "pipeline"
SELECTION = ("A Document That Is Done Says So",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    alter(jobs, "progress", lambda seen: seen.model_copy(update={"total_pct": min(99, seen.total_pct)}))
