"""Faults of the network between services, and of the resources that services need."""

from datetime import timedelta
from typing import Any, Literal

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.basics.quantities import Quantity
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import until_healed
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, Service
from keywords.stacks.protocol import Ability, needs

TOUCHED = "connections that a fault touched"
Direction = Literal["both", "forth", "back"]
Resource = Literal["memory", "handles", "processor", "connections", "room"]
PREPARING = {"room": "disk"}  # a fault that another one needs: a disk that can be filled
NO_TIME = timedelta()


@library(scope="GLOBAL", converters=CONVERTERS)
class faults(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The guard is asked before each fault, the ledger lists it, and it is healed at the end of the check.

    Links between services lead through a proxy on a lent stack only: `Use A Lent Stack` comes first.
    """

    @keyword
    def spoil_network(
        self,
        service: str,
        *,
        refused: bool = False,
        silent: bool = False,
        latency: timedelta = NO_TIME,
        speed: Amount = NOTHING,
        cut_after: Amount = NOTHING,
        reset: bool = False,
        direction: Direction = "both",
    ) -> None:
        """Change the network before a service, or between one user of it and it (`worker:openai`).

        A connection can be cut after so many bytes: closed, or reset. All of it can be for one direction only: forth to
        the service, or back from it.

        | Spoil Network | worker:openai | latency=2 s |
        | Spoil Network | postgres | refused=True |
        | Spoil Network | storage | cut_after=1000 B | direction=forth |
        """
        needs(self.world.stack, Ability.NETWORK)
        how: dict[str, Any] = {"refused": refused, "silent": silent, "latency_seconds": latency.total_seconds()}
        if speed:
            how["bytes_per_second"] = Quantity.parse(speed).to("B").value
        how = {key: value for key, value in how.items() if value}
        if cut_after:  # perhaps before the first byte
            how |= {"cut_after": int(Quantity.parse(cut_after).to("B").value), "ending": "reset" if reset else "close"}
        if not how:
            ways = "refused=True, silent=True, latency=2 s, speed=10 KB or cut_after=1 KB"
            raise SpecError(f"say how the network is spoilt: {ways}")
        if direction != "both":
            how["direction"] = direction
        self._strike("network", service, how)

    @keyword
    def mend_network(self, service: str) -> None:
        """Restore the network before a service.

        | Mend Network | worker:openai |
        """
        self._heal("network", service)

    @keyword
    def make_scarce(self, resource: Resource, service: Service, *, left: float = 0, share: Amount = NOTHING) -> None:
        """Make a service short of something: memory, handles, processor time, database connections, room on its disk.

        A processor leaves the service a share of its time, the database leaves this number of connections.

        | Make Scarce | processor | worker | share=10 % |
        | Make Scarce | connections | postgres | left=3 |
        """
        needs(self.world.stack, Ability.CONTROL, Ability.PROCESSES)
        how: dict[str, Any] = {"left": int(left)} if resource == "connections" else {}
        if resource == "processor":
            if not share:
                raise SpecError("say what share of its time the processor leaves: share=10 %")
            how["share"] = Quantity.parse(share).to("ratio").value
        if before := PREPARING.get(resource):
            self._strike(before, service, {})
        self._strike(resource, service, how)

    @keyword
    def end_scarcity(self, resource: Resource, service: Service) -> None:
        """Give back what a service was short of.

        | End Scarcity | processor | worker |
        """
        self._heal(resource, service)
        if before := PREPARING.get(resource):
            self._heal(before, service)

    @keyword
    @observes(TOUCHED)
    def get_touched_connections(self, service: str, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How much the present fault of a network or a processor has touched: without any, it has shown nothing.

        | Get Touched Connections | worker:openai | >= | 1 hits |
        """
        now = self.run.scene.latest(lambda what: isinstance(what, Fault) and what.target == service)
        return self.number(TOUCHED, touched(self.world.stack, now) if now else 0, operator, expected, service=service)

    def _strike(self, kind: str, target: str, how: dict[str, Any]) -> None:
        fault = Fault(kind, target, how)
        self.run.scene.begin(fault, until_healed(self.world, fault))

    def _heal(self, kind: str, target: str) -> None:
        self.run.scene.end(lambda what: isinstance(what, Fault) and (what.kind, what.target) == (kind, target))
