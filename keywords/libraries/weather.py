"""The weather of the simulated providers: how slowly, how wrongly, and whether they answer at all."""

from datetime import timedelta
from typing import Any, Literal

from robot.api.deco import keyword, library

from keywords.basics.quantities import Quantity
from keywords.contract import simulators
from keywords.contract.people import needs
from keywords.faults.fault import Fault, touched
from keywords.faults.injecting import until_healed
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, Provider

CALLS, TOUCHED, COST = (
    "calls that a provider answered",
    "requests that the weather touched",
    "cost of a provider's calls",
)
Webhook = Literal["normal", "lost", "repeated", "late", "unsigned", "out_of_order"]
Vectors = Literal["normal", "short", "missing", "nan"]
NO_TIME = timedelta()


@library(scope="GLOBAL", converters=CONVERTERS)
class weather(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Weather is a fault like others: the guard is asked, and it turns fair at the end of the check."""

    @keyword
    def change_weather(
        self,
        provider: Provider,
        *,
        latency: timedelta = NO_TIME,
        failing: Amount = NOTHING,
        status: int = 500,
        retry_after: timedelta | None = None,
        mode: str = "normal",
        webhook: Webhook = "normal",
        webhook_delay: timedelta = NO_TIME,
        vectors: Vectors = "normal",
        times: int | None = None,
        only: str = "",
    ) -> None:
        """Make a provider slow, let a share of its calls fail with a status, or change answers, webhooks or vectors.

        Modes are those of the simulator, such as `hang`, `malformed` and `truncated`. All calls meet the weather,
        unless you say how many `times` it strikes, or that `only` those of one path meet it.

        | Change Weather | openai | latency=2 s | failing=50 % | status=503 |
        | Change Weather | openai | failing=100 % | times=2 | only=/v1/embeddings |
        """
        needs(self.world.environment, "simulators")
        self.clear_weather(provider)
        how: dict[str, Any] = {"latency_ms": 1000 * latency.total_seconds(), "mode": mode}
        if failing:
            how |= {"error_rate": Quantity.parse(failing).to("ratio").value, "error_status": status}
        if retry_after is not None:
            how["retry_after"] = retry_after.total_seconds()
        if webhook != "normal":
            how["webhook"] = webhook
        if webhook_delay:
            how["webhook_delay_ms"] = 1000 * webhook_delay.total_seconds()
        if vectors != "normal":
            how["vectors"] = vectors
        if times is not None:
            how["times"] = times
        if only:
            how["paths"] = [only]
        fault = Fault("weather", provider, how)
        self.run.scene.begin(fault, until_healed(self.world, fault))

    @keyword
    def clear_weather(self, provider: Provider) -> None:
        """Let the weather of a provider turn fair.

        | Clear Weather | openai |
        """
        self.run.scene.end(lambda what: isinstance(what, Fault) and what.name == f"weather {provider}")

    @keyword
    @observes(TOUCHED)
    def get_touched_requests(self, provider: Provider, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many requests the present weather of a provider has touched: without any, it has shown nothing.

        | Get Touched Requests | openai | >= | 1 requests |
        """
        now = self.run.scene.latest(lambda what: isinstance(what, Fault) and what.name == f"weather {provider}")
        number = touched(self.world.stack, now) if now else 0
        return self.number(TOUCHED, number, operator, expected, provider=provider)

    @keyword
    @observes(CALLS)
    def get_provider_calls(self, provider: Provider, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many calls a provider has answered since it started.

        | ${before} = | Get Provider Calls | llamaparse |
        """
        calls = simulators.calls(self.world, provider)["calls"].values()
        answered = sum(int(call["count"]) - int(call["errors"]) for call in calls)
        return self.number(CALLS, answered, operator, expected, provider=provider)

    @keyword
    @observes(COST)
    def get_provider_cost(self, provider: Provider, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """What the calls of a provider have cost since it started, in cents.

        | Get Provider Cost | openai | < | 100 cents |
        """
        cost = float(simulators.calls(self.world, provider)["cost_cents"])
        return self.number(COST, cost, operator, expected, provider=provider)
