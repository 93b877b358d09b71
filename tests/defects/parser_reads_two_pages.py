"""The simulated parser reads two pages of a document and reports it as complete.

In real life: an account's plan allows a number of pages, and the rest is left out without a word.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.3",)
FIELD = "environment"
SELECTION = (
    "LlamaParse Returns Every Fact",
    "LlamaParse Returns Every Page",
    "LlamaParse Keeps The Cells Of A Table Row Together",
)
SERVICES = ("llamaparse",)
MODULE = "pipeline.simulators.parser"


def apply() -> None:
    from pipeline.simulators import parser

    alter(parser.Parser, "_read", lambda pages: pages[:2])
