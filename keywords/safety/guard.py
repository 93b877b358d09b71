"""What the environment file does not allow is refused before it is done."""

import math
import threading
from dataclasses import dataclass

from keywords.basics.errors import Inconclusive
from keywords.environments.environment import Environment


@dataclass(frozen=True)
class Fault:
    """Something destructive, by the name that an environment file allows it by."""

    name: str


@dataclass(frozen=True)
class Load:
    """Requests at this rate, from so many users, for so long."""

    requests_per_second: float
    users: int
    seconds: float


@dataclass(frozen=True)
class Spend:
    """Money for a real service, on top of what the run has spent already."""

    usd: float


@dataclass(frozen=True)
class Creation:
    """Something new in the environment, by the name that it will carry there."""

    name: str


@dataclass(frozen=True)
class Removal:
    """Something of the environment that will be gone, by the name that it carries there."""

    name: str


Deed = Fault | Load | Spend | Creation | Removal


def refusal(environment: Environment, deed: Deed, spent: float = 0.0) -> str:
    """Why the environment does not allow a deed; empty when it does."""
    name, rules = environment.name, environment.guard
    match deed:
        case Fault() if environment.is_production:
            return f"{name} is production, and does not allow {deed.name!r} or any other destructive fault"
        case Fault() if deed.name not in rules.destructive:
            allowed = ", ".join(rules.destructive) or "none"
            return f"{name} does not allow {deed.name!r}; destructive faults that it allows: {allowed}"
        case Load():
            caps = rules.load.model_dump()
            over = [
                f"{what.replace('_', ' ')} {getattr(deed, what):g} (at most {cap:g})"
                for what, cap in caps.items()
                if not _within(getattr(deed, what), cap)
            ]
            return f"{name} does not allow a load of {', '.join(over)}" if over else ""
        case Spend() if not all(_within(usd, rules.spend_usd) for usd in (deed.usd, spent + deed.usd)):
            return f"{name} allows {rules.spend_usd:g} USD a run; {spent:g} are spent, and {deed.usd:g} were to come"
        case Creation() if not deed.name.startswith(rules.prefix):
            return f"what is created in {name} carries the prefix {rules.prefix!r}; {deed.name!r} does not"
        case Removal() if not deed.name.startswith(rules.prefix):
            return f"in {name} only what carries the prefix {rules.prefix!r} may be removed; {deed.name!r} does not"
    return ""


def _within(figure: float, cap: float) -> bool:
    return math.isfinite(figure) and 0 <= figure <= cap


class Guard:
    """Stands before every deed of a run, and counts what was spent."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.spent = 0.0
        self._counting = threading.Lock()

    def allow(self, deed: Deed) -> None:
        """Return if the environment allows it; else raise Inconclusive, so that the check says why it was not done."""
        with self._counting:
            if reason := refusal(self.environment, deed, self.spent):
                raise Inconclusive(f"refused by the guard: {reason}")
            if isinstance(deed, Spend):
                self.spent += deed.usd
