"""A stack starts one worker, whatever number was requested.

In real life: a limit of the host keeps the second worker from being placed, and nothing reports it.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.6", "P9-6.6")
FIELD = "environment"
SELECTION = ("At Least Two Workers Run As Local Processes", "Documents Still Complete While A Worker Keeps Crashing")
SERVICES = ("stack",)
MODULE = "pipeline.stack.services"


def apply() -> None:
    from pipeline.stack import services

    alter(services, "_names", lambda names: names[:1])
