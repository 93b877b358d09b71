"""A stack is started with one worker, whatever number was asked for.

In real life: a limit of the place where it runs keeps the second from being placed, and nobody is told.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.6", "P9-6.6")
FIELD = "environment"
SELECTION = ("Workers Run As Local Processes", "Work Goes On While A Worker Crashes Again And Again")
SERVICES = ("stack",)
MODULE = "pipeline.stack.services"


def apply() -> None:
    from pipeline.stack import services

    alter(services, "_names", lambda names: names[:1])
