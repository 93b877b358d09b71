"""The API takes any live session for that of the token's user.

In real life: the session is looked up by its id, which nobody can guess, and the user is not compared.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-TOK-10", "C-TOK-9")
FIELD = "security"
SELECTION = ("A Token Of Another User's Session Opens Nothing", "A Token Of A User Who Does Not Exist Opens Nothing")
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    edit(context, "ENTER", "session_id = $2 AND user_id = $3", "session_id = $2 AND $3::uuid IS NOT NULL")
    note(context.Context, "as_user")
