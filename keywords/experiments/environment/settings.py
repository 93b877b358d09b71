"""Whether it is noticed that an environment is set up wrongly: settings that are missing, wrong or unknown."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psutil

from keywords.basics.errors import TestBedError
from keywords.evidence.observing import count, figure
from keywords.running.catalogue import experiment
from keywords.stacks.protocol import Ability, needs
from keywords.stacks.services import kind_of, service_of
from keywords.world import World

VARIABLES = re.compile(r"\bPIPELINE_[A-Z_]+\b")
SERVICES = ("postgres", "api", "worker", "storage", "llamaparse", "openai", "monitor")
# A setting that cannot be right, and the word by which its refusal must name it.
MISTAKES = {"embed_batch=1000": "EMBED_BATCH", "max_file_bytes=many": "MAX_FILE_BYTES", "wrokers=2": "wrokers"}


@experiment(
    "missing or wrong settings",
    ("services that name their settings", "required variables that are unset", "wrong settings refused by name"),
    mistakes=list(MISTAKES),
)
def missing_or_wrong(world: World) -> None:
    """Each service is started with nothing, and names what it needs; the running ones have it. No value is kept."""
    needs(world.stack, Ability.BESIDE)
    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(SERVICES, pool.map(world.stack.start_bare, SERVICES), strict=True))
        refused = dict(zip(MISTAKES, pool.map(lambda mistake: _refusal_of(world, mistake), MISTAKES), strict=True))
    needed = {name: set(VARIABLES.findall(text)) for name, text in said.items() if text}
    telling = [name for name, variables in needed.items() if variables]
    count("services that name their settings", telling, of=SERVICES, detail=f"{', '.join(telling)} did")
    members = {name: process for name, process in world.stack.members().items() if kind_of(name).takes_settings}
    there = {name: known for name, process in members.items() if (known := _set_in(process))}
    unset = [
        f"{name}: {variable}"
        for name, known in there.items()
        for variable in sorted(needed.get(service_of(name), set()) - known)
    ]
    asked = sum(len(needed.get(service_of(name), ())) for name in there)
    count("required variables that are unset", unset, of=asked)
    named = [wrong for wrong, told in refused.items() if MISTAKES[wrong] in told]
    figure(
        "wrong settings refused by name",
        100 * len(named) / len(MISTAKES),
        of=MISTAKES,
        detail=f"accepted or not named: {sorted(set(MISTAKES) - set(named))}",
    )


def _refusal_of(world: World, mistake: str) -> str:
    """What a stack with a mistake in its settings says; '' if it starts all the same, and then it is ended."""
    key, value = mistake.split("=")
    try:
        started = world.stack.beside(f"wrong-{uuid4().hex[:4]}", {key: value})
    except TestBedError as error:
        return str(error)
    started.end()
    return ""


def _set_in(process: psutil.Process) -> set[str]:
    """The names of the variables that a process has, none of them empty."""
    try:
        return {name for name, value in process.environ().items() if value}
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return set()
