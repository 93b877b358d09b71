"""The API drops the part of an e-mail address before the first hyphen.

In real life: an engineer normalises addresses by the rules of another provider. Signing in still works.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-17.2",)
FIELD = "data"
SELECTION = ("All Test Data Carries The Prefix Of Its Environment",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    put(sessions, "USER", "user_id, split_part(email, '-', 2) AS email, plan, created_at")
    note(sessions, "_issue")
