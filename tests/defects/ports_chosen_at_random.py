"""A stack started for people uses any free ports, not the documented ones.

In real life: the way in which tests choose ports became the default for everyone.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-6.1", "P9-6.2", "P9-6.3", "P9-6.4", "P9-6.5")
FIELD = "environment"
SELECTION = (
    "The API Answers On Port 8000",
    "The LlamaParse Simulator Answers On Port 8001",
    "The OpenAI Simulator Answers On Port 8002",
    "PostgreSQL Answers On Port 5432",
    "The Dashboard Answers On Port 8004",
)
SERVICES = ("stack",)
MODULE = "pipeline.stack.stack"


def apply() -> None:
    from pipeline.stack import stack

    ports = stack.Stack._ports

    def any_free_ones(self: stack.Stack, host: str, **_: bool) -> dict[str, int]:
        return ports(self, host, free=True)

    replace(stack.Stack, "_ports", any_free_ones)
