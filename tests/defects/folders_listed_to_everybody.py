"""Any user may list the folder of another one; the objects stay closed.

In real life: a listing shows names alone, and names seemed to be no secret.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-12",)
FIELD = "security"
SELECTION = ("Nobody Lists The Folder Of Another User",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens

    genuine = tokens.Caller.may_read

    def or_is_a_user_folder(self: tokens.Caller, folders: tuple[str, ...]) -> bool:
        return len(folders) < 2 or genuine(self, folders)

    replace(tokens.Caller, "may_read", or_is_a_user_folder)
