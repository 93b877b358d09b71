"""A restart by hand stops what it is told to restart, and starts nothing.

In real life: a command made of two, of which the second is never reached. In an emergency it makes things worse.
"""

import argparse

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-3.2", "P9-15.3")
FIELD = "failure"
SELECTION = ("Every Step Of The Runbook For Several Parts Works",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.commands"


def apply() -> None:
    from pipeline.stack import commands
    from pipeline.stack.stack import Stack

    def stop_alone(stack: Stack, given: argparse.Namespace) -> int:
        return commands.stop_some(stack, given)

    replace(commands, "restart", stop_alone)
