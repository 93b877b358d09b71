"""The services on the ports that the contract names: those of a stack that is started for people."""

import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from keywords.basics import clients
from keywords.basics.waiting import eventually
from keywords.evidence.observing import count, figure
from keywords.running.catalogue import experiment
from keywords.world import World

HTTP = {"API": ("api", 8000), "LlamaParse": ("llamaparse", 8001), "OpenAI": ("openai", 8002)}
MONITOR, POSTGRES = ("monitor", 8004), 5432
LOOKS_SECONDS = 20  # in which the monitor looks several times
WATCHED = {"api", "storage", "llamaparse", "openai", "web", "postgres", "worker"}


@experiment(
    "the contract ports",
    (
        *(f"{name} answers on port {port}" for name, (_, port) in HTTP.items()),
        "PostgreSQL answers on port 5432",
        "the dashboard answers on port 8004",
        "services on the dashboard",
        "dashboard services shown as up",
    ),
)
def contract_ports(world: World) -> None:
    """A second embedded stack on the default ports; each service is spoken to there."""
    people = world.ordinary()
    for title, (service, port) in HTTP.items():
        answers(world, people, f"{title} answers on port {port}", service, port, "/health")
    if on_its_port(world, "PostgreSQL answers on port 5432", people.database(), POSTGRES):
        spoken = speaks_postgres(POSTGRES)
        figure("PostgreSQL answers on port 5432", int(spoken), of=1)
    service, port = MONITOR
    answers(world, people, "the dashboard answers on port 8004", service, port, "/", "<html")
    look_at_the_dashboard(world.address(service))


def answers(world: World, people: World, name: str, service: str, port: int, path: str, says: str = "") -> None:
    """Observe that the service of this stack is on this port, and answers there."""
    if not on_its_port(world, name, people.address(service), port):
        return
    answer = clients.get(f"http://127.0.0.1:{port}{path}")
    figure(
        name, int(answer.is_success and says in answer.text), of=1, detail=f"{answer.status_code} {answer.text[:100]}"
    )


def on_its_port(world: World, name: str, address: str, port: int) -> bool:
    """Whether a service is on its port. One that is elsewhere is at fault, unless somebody else had the port."""
    found = urlsplit(address).port
    if found != port:
        taken = world.beside.moved
        figure(name, 0, of=int(not taken), detail=taken or f"it is on port {found}")
    return found == port


def look_at_the_dashboard(address: str) -> None:
    """Observe what the figures behind the page tell of the services, once it has seen that they are up."""
    seen: list[dict[str, Any]] = []

    def up() -> bool:
        answer = clients.get(f"{address}/api/state")
        seen[:] = answer.json()["services"] if answer.is_success else []
        return bool(seen) and all(service["up"] for service in seen)

    with suppress(AssertionError):  # what was seen last is observed
        eventually(up, bool, "a look at services that are all up", LOOKS_SECONDS)
    shown, down = {service["name"] for service in seen}, [service["name"] for service in seen if not service["up"]]
    count("services on the dashboard", WATCHED & shown, of=WATCHED)
    figure(
        "dashboard services shown as up",
        100 * (1 - len(down) / len(seen)) if seen else 0,
        of=seen,
        detail=f"not up: {', '.join(down)}" if down else "",
    )


def speaks_postgres(port: int) -> bool:
    """Whether the port answers PostgreSQL's request for encryption as PostgreSQL does, with one letter."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as conn:
        conn.sendall(bytes([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F]))
        return conn.recv(1) in (b"S", b"N")
