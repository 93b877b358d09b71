"""A restart by hand stops the service and does not start it again.

In real life: the command consists of two, and the second is never reached. In an emergency it makes things worse.
"""

import argparse

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-15.3",)
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
