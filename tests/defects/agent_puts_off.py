"""The agent answers in a general way when the documents do not tell, as if it knew.

In real life: a prompt asks for helpful answers, and the sentence that admits ignorance is rewritten.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-AGT-3",)
FIELD = "retrieval"
SELECTION = ("The Agent Says So When The Documents Do Not Tell", "The Agent Says So When There Are No Documents")
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat

    put(chat, "NOTHING_FOUND", "That is usually covered by the general conditions of the policy.")
    note(chat, "grounded")
