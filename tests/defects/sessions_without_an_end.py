"""A session can be renewed years after its end.

In real life: the end is stored for the cleaning, and a comparison of times with and without a zone was taken out with
its error.
"""

from datetime import datetime, timedelta, tzinfo

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-SES-6",)
FIELD = "security"
SELECTION = ("A Session That Has Run Out Cannot Be Renewed",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    class LongAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=3650)

    put(sessions, "datetime", LongAgo)
    note(sessions, "_issue")
