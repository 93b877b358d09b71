"""A second embedded stack, as people start it: on the contract's ports, with the limits that users ordinarily have.

It has no workers, so that jobs stay where they are. Whoever asks first starts it; it ends with the run.
"""

from functools import cache

from keywords.basics.secrets import remember
from keywords.environments.environment import EmbeddedStart
from keywords.evidence.recorder import Absent
from keywords.safety.guard import Guard
from keywords.stacks import embedded
from keywords.world import World

LIMITS = {  # what the contract promises where nobody has set anything
    "jobs at once": 2, "polls a minute": 10, "questions a minute": 60, "sign-ins a minute": 10, "uploads a day": 30,
}  # fmt: skip


def ordinary(world: World) -> World:
    """The stack beside the one that is judged, of the same pipeline."""
    if not isinstance(world.environment.start, EmbeddedStart):
        raise Absent(f"Countersign does not start {world.environment.name}, and so no other one beside it")
    return _started(world)


def why_elsewhere() -> str:
    """Why it could not have the contract's ports; '' if it could."""
    return _start(_name())[1]


@cache
def _start(name: str) -> tuple[embedded.Started, str]:
    settings: dict[str, str | int | float] = {"workers": 0}
    try:
        return embedded.start(name, settings, ports="default"), ""
    except embedded.TestBedError as error:  # somebody has these ports; what does not need them can still be seen
        return embedded.start(f"{name}-elsewhere", settings), str(error)


def _name() -> str:
    return f"{embedded.run_name()}-ordinary"


def _started(world: World) -> World:
    started, _ = _start(_name())
    remember(started.secrets.values())
    environment = world.environment.model_copy(update={"start": EmbeddedStart(kind="embedded")})
    return World(environment, Guard(environment), started.addresses, started.secrets, started.processes)
