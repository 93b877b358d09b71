"""The services on the ports that the contract names: a stack of its own, started for people's ports."""

import socket

import httpx

from keywords import embedded
from keywords.environments import EmbeddedStart
from keywords.experiments.registry import experiment
from keywords.recorder import Inconclusive, recorder
from keywords.world import World

HTTP = {"API": ("api", 8000), "LlamaParse": ("llamaparse", 8001), "OpenAI": ("openai", 8002)}


@experiment(
    "contract ports",
    {**{f"{name} answers on port {port}": "services" for name, (_, port) in HTTP.items()},
     "PostgreSQL answers on port 5432": "services"},
)  # fmt: skip
def contract_ports(world: World) -> None:
    """A second embedded stack on the default ports; each service is spoken to there."""
    if not isinstance(world.environment.start, EmbeddedStart):
        raise Inconclusive(f"Countersign does not start {world.environment.name}, so it cannot choose its ports")
    name = f"{embedded.run_name()}-ports"
    try:
        started = embedded.start(name, {"workers": 1}, ports="default")
    except embedded.TestBedError as error:
        raise Inconclusive(f"the contract's ports are not free here: {error}") from None
    try:
        for title, (service, port) in HTTP.items():
            own = str(started.processes[service]["url"]).endswith(f":{port}")
            answer = httpx.get(f"http://127.0.0.1:{port}/health", timeout=10)
            recorder.observe(
                f"{title} answers on port {port}", int(own and answer.is_success), "services", population=1,
                detail=f"{answer.status_code} {answer.text[:100]}",
            )  # fmt: skip
        recorder.observe("PostgreSQL answers on port 5432", int(speaks_postgres(5432)), "services", population=1)
    finally:
        embedded.end(name)


def speaks_postgres(port: int) -> bool:
    """Whether the port answers PostgreSQL's request for encryption as PostgreSQL does, with one letter."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as conn:
        conn.sendall(bytes([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F]))
        return conn.recv(1) in (b"S", b"N")
