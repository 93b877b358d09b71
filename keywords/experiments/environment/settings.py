"""Whether it is noticed that an environment is set up wrongly: settings that are missing, wrong or unknown."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psutil

from keywords.diagnosis.service_logs import service_of
from keywords.environments.environment import EmbeddedStart
from keywords.evidence.recorder import Inconclusive, recorder
from keywords.experiments.environment.network_exposure import pids
from keywords.running.registry import experiment
from keywords.stacks import embedded
from keywords.world import World

VARIABLES = re.compile(r"\bPIPELINE_[A-Z_]+\b")
SERVICES = ("postgres", "api", "worker", "storage", "llamaparse", "openai", "monitor")
UNTOLD = "postgres"  # the service becomes another program, which is not told the pipeline's settings
# A setting that cannot be right, and the word by which its refusal must name it.
MISTAKES = {"embed_batch=1000": "EMBED_BATCH", "max_file_bytes=many": "MAX_FILE_BYTES", "wrokers=2": "wrokers"}


def embedded_only(world: World) -> None:
    if not isinstance(world.environment.start, EmbeddedStart):
        raise Inconclusive(f"Countersign does not start {world.environment.name}, so it cannot start it wrongly")


@experiment(
    "settings that are missing or wrong",
    {"services that say what they need": "services", "needed variables that are unset": "hits",
     "mistakes refused by name": "%"},
    mistakes=list(MISTAKES),
)  # fmt: skip
def missing_or_wrong(world: World) -> None:
    """Each service is started with nothing, and names what it needs; the running ones have it. No value is kept."""
    embedded_only(world)
    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(SERVICES, pool.map(lambda name: embedded.command("run", name), SERVICES), strict=True))
        refused = dict(zip(MISTAKES, pool.map(_start_wrongly, MISTAKES), strict=True))
    needed = {name: set(VARIABLES.findall(told.stderr)) for name, told in said.items() if told.returncode}
    telling = [name for name, variables in needed.items() if variables]
    recorder.observe("services that say what they need", len(telling), "services", population=len(SERVICES),
                     detail=f"{', '.join(telling)} did")  # fmt: skip
    there = {name: known for name, pid in pids(world).items() if service_of(name) != UNTOLD and (known := _set_in(pid))}
    unset = [f"{name}: {variable}" for name, known in there.items()
             for variable in sorted(needed.get(service_of(name), set()) - known)]  # fmt: skip
    asked = sum(len(needed.get(service_of(name), ())) for name in there)
    recorder.observe("needed variables that are unset", len(unset), "hits", population=asked, detail="; ".join(unset))
    named = [wrong for wrong, told in refused.items() if MISTAKES[wrong] in told]
    recorder.observe("mistakes refused by name", 100 * len(named) / len(MISTAKES), "%", population=len(MISTAKES),
                     detail=f"accepted or not named: {sorted(set(MISTAKES) - set(named))}")  # fmt: skip


def _start_wrongly(setting: str) -> str:
    """What a stack with a mistake says, '' if it starts all the same; then it is ended."""
    name, (key, value) = f"{embedded.run_name()}-{uuid4().hex[:4]}", setting.split("=")
    try:
        embedded.start(name, {key: value})
        return ""
    except embedded.TestBedError as error:
        return str(error)
    finally:
        embedded.end(name)


def _set_in(pid: int) -> set[str]:
    """The names of the variables that a service has, none of them empty."""
    try:
        return {name for name, value in psutil.Process(pid).environ().items() if value}
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return set()
