"""Starting a running service by hand is an error, so starting two stops at the first.

In real life: the command is strict where a person in a hurry wants only that everything runs.
"""

import argparse

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.10", "P4-7.6", "P9-15.3")
FIELD = "failure"
SELECTION = ("Every Step Of The Full Disk Runbook Works",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.commands"


def apply() -> None:
    from pipeline.stack import commands
    from pipeline.stack.errors import StackError
    from pipeline.stack.processes import chosen
    from pipeline.stack.stack import Stack

    start_again = commands.start_again

    def if_it_is_down(stack: Stack, given: argparse.Namespace) -> int:
        there = stack.supervisor.processes()
        for name in chosen(stack.running(), given.services):
            if there[name].state == "running":
                raise StackError(f"{name} runs already")
        return start_again(stack, given)

    replace(commands, "start_again", if_it_is_down)
