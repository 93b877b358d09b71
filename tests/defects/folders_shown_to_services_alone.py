"""The storage opens its folders to the services alone; users get the answer of an empty place.

In real life: the role of users was renamed, and the storage still knows the old one.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-TOK-1",)
FIELD = "security"
SELECTION = ("A Genuine Token Opens Every Door",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.tokens"


def apply() -> None:
    from pipeline.storage import tokens

    def services_alone(self: tokens.Caller, _folders: tuple[str, ...]) -> bool:
        return self.user_id is None

    replace(tokens.Caller, "may_read", services_alone)
