"""The simulated parser reads the first two pages of a document, and says that it has completed it.

In real life: the plan of an account allows so many pages, and what is more is left out without a word.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.3", "P9-17.4")
FIELD = "environment"
SELECTION = (
    "LlamaParse Reads Every Fact",
    "LlamaParse Tells Every Page",
    "LlamaParse Keeps The Cells Of A Row Together",
    "LlamaParse Works Alone",
)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.parser"


def apply() -> None:
    from pipeline.simulators import parser

    alter(parser.Parser, "_read", lambda pages: pages[:2])
