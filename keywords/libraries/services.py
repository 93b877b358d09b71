"""Sentences about the services: they run, they are healthy, and they report it truthfully."""

from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.basics.waiting import poll
from keywords.contract.answers import body_of, correlation, in_contract_words
from keywords.contract.people import needs
from keywords.evidence.model import Case
from keywords.libraries.base import Library
from keywords.stacks.services import PROVIDERS, service_of

STARTED_SECONDS = 5  # a supervisor calls a process running once it has lived for a second
NEEDED = {"storage": "storage", "web": "page", **dict.fromkeys(PROVIDERS, "simulators")}  # by a service, in the file
HEALTH = "/health"  # of every service but the API, for which the environment file has the path


@library(scope="GLOBAL")
class services(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def every_service_is_healthy(self) -> None:
        """Each HTTP service answers its health check with 200, and the API calls itself and what it needs well."""
        here = self.world
        environment, api = here.environment, here.address("api")
        needs(environment, "health")
        healthy = clients.get(api + environment.paths.health)
        expect = self.run.recorder.expect
        expect("health of api", str(environment.success.health), healthy.status_code, correlation(healthy))
        words = environment.answers["health"]
        if words["status"]:
            said = in_contract_words("health", body_of(healthy), words)["status"]
            expect("what the api says of itself", "healthy", said, correlation(healthy))
        for name in ("storage", *PROVIDERS, "monitor", "web"):
            if name not in here.stack.addresses or not environment.has(NEEDED.get(name, "health")):
                continue
            answer = clients.get(here.address(name).removesuffix("/v1") + HEALTH)
            expect(f"health of {name}", "200", answer.status_code, correlation(answer))
        needs(environment, "ready")
        body = body_of(clients.get(api + environment.paths.ready))
        states = in_contract_words("ready", body, environment.answers["ready"])["dependencies"]
        cases = [Case.of(name, "available", state) for name, state in states.items()]
        self.run.recorder.expect_all("dependencies that the API reports as away", cases)

    @keyword
    def the_processes_run(self, service: str, at_least: int) -> None:
        """At least this number of processes of a service run under the supervisor.

        | The Processes Run | worker | 2 |
        """
        here = self.world

        def running() -> list[str]:
            return [name for name in here.stack.members() if service_of(name) == service]

        seen = poll(running, lambda names: len(names) >= at_least, STARTED_SECONDS)
        known = here.stack.names(service)
        processes = {"running": ", ".join(seen), "known": ", ".join(known)}
        enough, population = len(seen) >= at_least, 1 if known else 0
        self.run.recorder.expect(f"{service} processes running", "True", enough, processes, population=population)
