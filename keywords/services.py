"""Sentences about the services: they are up, they are healthy, and they say so truthfully."""

import httpx
from robot.api.deco import keyword, library

from keywords import world
from keywords.recorder import recorder

HEALTHY = {"api": "/health", "storage": "/health", "llamaparse": "/health", "openai": "/health"}


@library(scope="GLOBAL")
class services:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def every_service_is_healthy(self) -> None:
        """Each HTTP service answers its health check with 200, and the API reports every dependency as available."""
        here = world.current()
        for name, path in HEALTHY.items():
            answer = httpx.get(here.addresses[name].removesuffix("/v1") + path, timeout=10)
            recorder.expect(f"health of {name}", "200", answer.status_code)
        told = httpx.get(here.addresses["api"] + here.environment.paths.ready, timeout=10).json()
        away = sorted(name for name, state in told["dependencies"].items() if state != "available")
        recorder.expect("dependencies that the API misses", "[]", away, population=len(told["dependencies"]))

    @keyword
    def the_processes_run(self, service: str, at_least: int) -> None:
        """So many processes of a service are running under the supervisor.

        | The Processes Run | worker | 2 |
        """
        mine = {n: p for n, p in world.current().processes.items() if n.rstrip("-0123456789") == service}
        running = [name for name, process in mine.items() if process["state"] == "running"]
        recorder.expect(f"{service} processes running", "True", len(running) >= at_least, population=len(mine))
