"""Whether services notice settings that are missing, wrong or unknown."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psutil

from keywords.basics.errors import TestBedError
from keywords.basics.folders import REPOSITORY
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.stacks.protocol import Ability, needs
from keywords.stacks.services import kind_of, service_of
from keywords.world import World

DOCUMENTED = REPOSITORY / ".env.example"
VARIABLES = re.compile(r"\bPIPELINE_[A-Z_]+\b")
SERVICES = ("postgres", "api", "worker", "storage", "llamaparse", "openai", "monitor")
# Wrong settings, and the word with which their refusal must name them.
MISTAKES = {"embed_batch=1000": "EMBED_BATCH", "max_file_bytes=many": "MAX_FILE_BYTES", "wrokers=2": "wrokers"}


@experiment(
    "missing or wrong settings",
    (
        "services that name their settings",
        "required variables that are unset",
        "needed variables documented and asked for",
        "wrong settings refused by name",
    ),
    mistakes=list(MISTAKES),
    documented_in=DOCUMENTED.name,
)
def missing_or_wrong_settings(world: World) -> None:
    """Services without settings name those they need, the running ones have them all, and wrong ones are refused.

    What they name is held against what people are told to set, so that a service which forgets to ask is noticed. Only
    names of variables are read, no values.
    """
    needs(world.stack, Ability.BESIDE)
    with ThreadPoolExecutor(2) as pool:
        with step("Start each service without settings", *SERVICES):
            said = dict(zip(SERVICES, pool.map(world.stack.start_bare, SERVICES), strict=True))
        with step("Start stacks with wrong settings", *MISTAKES):
            refusals = dict(zip(MISTAKES, pool.map(lambda mistake: refusal_of(world, mistake), MISTAKES), strict=True))
    needed = {service: set(VARIABLES.findall(text)) for service, text in said.items()}
    count("services that name their settings", [service for service, names in needed.items() if names], of=SERVICES)
    documented, asked = documented_secrets(DOCUMENTED.read_text(encoding="utf-8")), set().union(*needed.values())
    told = [
        Case.of(name, "documented, asked for", ", ".join(place for place, names in places.items() if name in names))
        for places in [{"documented": documented, "asked for": asked}]
        for name in sorted(documented | asked)
    ]
    share("needed variables documented and asked for", told)
    members = {name: process for name, process in world.stack.members().items() if kind_of(name).takes_settings}
    with step("Read which variables the running services have", *members):
        present = {name: variables for name, process in members.items() if (variables := variables_of(process))}
    wanted = [(name, variable) for name in present for variable in sorted(needed.get(service_of(name), ()))]
    cases = [Case.judged(f"{name}: {variable}", variable in present[name], "set") for name, variable in wanted]
    count("required variables that are unset", cases)
    named = [
        Case.judged(mistake, MISTAKES[mistake] in text, f"a refusal that names {MISTAKES[mistake]}", text[-150:])
        for mistake, text in refusals.items()
    ]
    share("wrong settings refused by name", named)


def documented_secrets(example: str) -> set[str]:
    """The variables that the file for people lists as secrets. They have no default, so a service needs each."""
    sections = re.split(r"^# --- ", example, flags=re.MULTILINE)
    return {name for section in sections if section.startswith("Secrets") for name in VARIABLES.findall(section)}


def refusal_of(world: World, mistake: str) -> str:
    """What a stack with a wrong setting says; '' if it starts all the same, and then it is ended."""
    key, value = mistake.split("=")
    try:
        started = world.stack.beside(f"wrong-{uuid4().hex[:4]}", {key: value})
    except TestBedError as error:
        return str(error)
    started.end()
    return ""


def variables_of(process: psutil.Process) -> set[str]:
    """The names of the variables that a process has; none if it cannot be read."""
    try:
        return {name for name, value in process.environ().items() if value}
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return set()
