"""A stack is started with one worker, whatever number was asked for.

In real life: a limit of the place where it runs keeps the second from being placed, and nobody is told.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.6", "P9-6.6")
FIELD = "environment"
SELECTION = ("Workers Run As Local Processes", "Work Goes On While A Worker Crashes Again And Again")
SERVICES = ("stack",)
MODULE = "pipeline.stack.services"


def apply() -> None:
    from pipeline.stack import services

    names = services._names

    def one_of_each(service: services.Service, settings: Any) -> list[str]:
        return names(service, settings)[:1]

    replace(services, "_names", one_of_each)
