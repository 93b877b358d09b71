"""The guard: refuses what the environment file does not allow, before it happens."""

import math
import threading
from dataclasses import dataclass

from keywords.basics.errors import Inconclusive
from keywords.environments.environment import Environment


@dataclass(frozen=True)
class Fault:
    """A destructive fault, by its name in environment files."""

    name: str


@dataclass(frozen=True)
class Load:
    """Load on the pipeline."""

    requests_per_second: float
    users: int
    seconds: float


@dataclass(frozen=True)
class Spend:
    """Money for a real service, on top of what the run has spent."""

    usd: float


@dataclass(frozen=True)
class Creation:
    """Something to create in the environment, by its future name."""

    name: str


@dataclass(frozen=True)
class Removal:
    """Something to remove from the environment, by its name."""

    name: str


Action = Fault | Load | Spend | Creation | Removal


def refusal(environment: Environment, action: Action, spent: float = 0.0) -> str:
    """Why the environment does not allow an action; empty if it does."""
    name, rules = environment.name, environment.guard
    match action:
        case Fault() if environment.is_production:
            return f"{name} is production, and does not allow {action.name!r} or any other destructive fault"
        case Fault() if action.name not in rules.destructive:
            allowed = ", ".join(rules.destructive) or "none"
            return f"{name} does not allow {action.name!r}; destructive faults that it allows: {allowed}"
        case Load():
            figures = [(key, getattr(action, key), cap) for key, cap in rules.load.model_dump().items()]
            over = [f"{key} {figure:g} (at most {cap:g})" for key, figure, cap in figures if not _within(figure, cap)]
            return f"{name} does not allow a load of {', '.join(over).replace('_', ' ')}" if over else ""
        case Spend() if not all(_within(usd, rules.spend_usd) for usd in (action.usd, spent + action.usd)):
            return (
                f"{name} allows {rules.spend_usd:g} USD a run; {spent:g} are spent, and {action.usd:g} would be added"
            )
        case Creation() if not action.name.startswith(rules.prefix):
            return f"everything created in {name} must have the prefix {rules.prefix!r}; {action.name!r} does not"
        case Removal() if not action.name.startswith(rules.prefix):
            return f"in {name} only names with the prefix {rules.prefix!r} may be removed; {action.name!r} does not"
    return ""


def _within(figure: float, cap: float) -> bool:
    return math.isfinite(figure) and 0 <= figure <= cap


class Guard:
    """Decides on every action of a run before it happens, and counts what was spent."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.spent = 0.0
        self._counting = threading.Lock()

    def allow(self, action: Action) -> None:
        """Return if the environment allows the action. Otherwise raise Inconclusive, so that the check shows why."""
        with self._counting:
            if reason := refusal(self.environment, action, self.spent):
                raise Inconclusive(f"refused by the guard: {reason}")
            if isinstance(action, Spend):
                self.spent += action.usd
