"""Of an e-mail address what stands before the first hyphen is not kept.

In real life: addresses are made uniform by somebody who thought of another provider's rules. Signing in goes on.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P3-11.1",)
FIELD = "data"
SELECTION = ("Test Data Carries The Prefix",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    put(sessions, "USER", "user_id, split_part(email, '-', 2) AS email, plan, created_at")
    note(sessions, "_issue")
