"""The services: stopped and started, killed, paused, looked at; and sentences about their health."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.basics.errors import Absent
from keywords.basics.waiting import poll
from keywords.contract import readiness
from keywords.contract.answers import body_of, in_contract_words
from keywords.contract.people import Uploaded, needs
from keywords.faults.fault import Fault
from keywords.faults.injecting import until_healed
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, Service
from keywords.stacks.protocol import Ability
from keywords.stacks.protocol import needs as needs_ability
from keywords.stacks.services import PROVIDERS, kind_of, service_of
from keywords.stacks.usage import used_by

STARTED_SECONDS = 5  # a supervisor calls a process running once it has lived for a second
NEEDED = {"storage": "storage", "web": "page", **dict.fromkeys(PROVIDERS, "simulators")}  # by a service, in the file
HEALTH = "/health"  # of every service but the API, for which the environment file has the path
STATE, PROCESSES, MEMORY, LINES = (
    "state of a dependency",
    "processes of a service",
    "memory of a service",
    "log lines of a service",
)
MINUTE = timedelta(seconds=60)


@library(scope="GLOBAL", converters=CONVERTERS)
class services(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """What is stopped, killed or paused is healed at the end of the check, whatever its verdict.

    The guard is asked before, and the ledger lists it, so a later run heals what a killed run broke. A check that
    breaks something should use a stack of its own (`Use A Lent Stack`) unless it puts everything right itself.
    """

    # What is done to them

    @keyword
    def stop_service(self, service: Service) -> None:
        """Stop a service in order; it stays down until it is started.

        | Stop Service | openai |
        """
        self._strike("stop", service)

    @keyword
    def start_service(self, service: Service) -> None:
        """Start a service that was stopped, and wait until the pipeline reports that nothing is away.

        | Start Service | openai |
        """
        needs_ability(self.world.stack, Ability.CONTROL)
        if not self.run.scene.end(lambda what: isinstance(what, Fault) and what.name == f"stop {service_of(service)}"):
            self.world.stack.start(service)

    @keyword
    def restart_service(self, service: Service) -> None:
        """Stop a service and start it again.

        | Restart Service | api |
        """
        self.stop_service(service)
        self.start_service(service)

    @keyword
    def kill_service(self, service: Service) -> None:
        """Kill a service or one process of it without warning; its supervisor starts it again.

        | Kill Service | worker-1 |
        """
        self._strike("kill", service)

    @keyword
    def pause_service(self, service: Service) -> None:
        """Freeze a service: it keeps all it holds and does nothing.

        | Pause Service | worker |
        """
        self._strike("pause", service)

    @keyword
    def resume_service(self, service: Service) -> None:
        """Let a frozen service go on.

        | Resume Service | worker |
        """
        needs_ability(self.world.stack, Ability.CONTROL)
        if not self.run.scene.end(lambda what: isinstance(what, Fault) and what.name == f"pause {service_of(service)}"):
            self.world.stack.resume(service)

    def _strike(self, kind: str, service: Service) -> None:
        needs_ability(self.world.stack, Ability.CONTROL)
        fault = Fault(kind, service)
        self.run.scene.begin(fault, until_healed(self.world, fault))

    # What is seen of them

    @keyword
    @observes(STATE)
    def get_service_state(self, service: Service, operator: Operator = NONE, expected: str = "") -> str:
        """The state of a service that the API depends on, as readiness reports it: available, unavailable, ...

        | Get Service State | openai | == | available |
        """
        return self.text(STATE, self._state(service), operator, expected, service=service)

    @keyword
    @observes(STATE, always=True)
    def wait_for_service_state(self, service: Service, state: str, *, within: timedelta = MINUTE) -> None:
        """Wait until readiness reports this state of a service.

        | Wait For Service State | openai | unavailable | within=20 s |
        """
        seen = poll(lambda: self._state(service), lambda now: now == state, within.total_seconds())
        late = "" if seen == state else f" after {within.total_seconds():g} s"
        self.text(STATE, f"{seen}{late}", EQUALS, state, service=service)

    def _state(self, service: Service) -> str:
        known = readiness.dependencies(self.world)
        name = kind_of(service).dependency or service_of(service)
        if name not in known:
            raise Absent(f"readiness does not report {service}; it reports {', '.join(sorted(known))}")
        return known[name]

    @keyword
    @observes(PROCESSES)
    def get_process_count(self, service: Service, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many processes of a service live.

        | Get Process Count | worker | >= | 2 processes |
        """
        needs_ability(self.world.stack, Ability.PROCESSES)
        living = [name for name in self.world.stack.members() if service in (name, service_of(name))]
        return self.number(PROCESSES, len(living), operator, expected, service=service)

    @keyword
    @observes(MEMORY)
    def get_service_memory(self, service: Service, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The memory of all processes of a service, in MB.

        | Get Service Memory | worker | < | 500 MB |
        """
        needs_ability(self.world.stack, Ability.PROCESSES)
        parents = [each for name, each in self.world.stack.members().items() if service in (name, service_of(name))]
        return self.number(MEMORY, used_by(parents).memory / 1e6, operator, expected, service=service)

    @keyword
    @observes(LINES)
    def get_log_line_count(
        self, service: Service, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many log lines of a service name a document or its job.

        | Get Log Line Count | worker | ${sent} | >= | 1 lines |
        """
        needs_ability(self.world.stack, Ability.LOGS)
        ids = (document.document_id, document.job_id)
        names = self.world.stack.names(service_of(service))
        lines = [
            line for name in names if service in (name, service_of(name)) for line in self.world.stack.logs(name, ids)
        ]
        return self.number(LINES, len(lines), operator, expected, service=service, **document.ids)

    # Sentences

    @keyword
    def every_service_is_healthy(self) -> None:
        """Each HTTP service answers its health check with 200, and the API calls itself and what it needs well."""
        here = self.world
        environment, api = here.environment, here.address("api")
        needs(environment, "health")
        healthy = clients.get(api + environment.paths.health)
        self.run.recorder.expect("health of api", str(environment.success.health), healthy.status_code)
        words = environment.answers["health"]
        if words["status"]:
            said = in_contract_words("health", body_of(healthy), words)["status"]
            self.run.recorder.expect("what the api says of itself", "healthy", said)
        for name in ("storage", *PROVIDERS, "monitor", "web"):
            if name not in here.stack.addresses or not environment.has(NEEDED.get(name, "health")):
                continue
            answer = clients.get(here.address(name).removesuffix("/v1") + HEALTH)
            self.run.recorder.expect(f"health of {name}", "200", answer.status_code)
        states = readiness.dependencies(here)
        away = sorted(name for name, state in states.items() if state != readiness.AVAILABLE)
        self.run.recorder.expect("dependencies that the API reports as away", "[]", away, population=len(states))

    @keyword
    def the_processes_run(self, service: str, at_least: int) -> None:
        """At least this number of processes of a service run under the supervisor.

        | The Processes Run | worker | 2 |
        """
        here = self.world

        def running() -> list[str]:
            return [name for name in here.stack.members() if service_of(name) == service]

        seen = poll(running, lambda names: len(names) >= at_least, STARTED_SECONDS)
        known = len(here.stack.names(service))
        self.run.recorder.expect(f"{service} processes running", "True", len(seen) >= at_least, population=known)
