"""The services of an ordinary stack on the ports that the contract names."""

import socket
from typing import Any
from urllib.parse import urlsplit

from keywords.basics import clients
from keywords.basics.waiting import poll
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.world import World

HTTP = {"API": ("api", 8000), "LlamaParse": ("llamaparse", 8001), "OpenAI": ("openai", 8002)}
MONITOR, POSTGRES = ("monitor", 8004), 5432
LOOKS_SECONDS = 20  # enough for the monitor to look several times
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
    """Each service of an embedded stack on the default ports is called there."""
    with step("Start a stack on the contract's ports") as done:
        ordinary = world.ordinary()
        done.saw(ordinary.stack.name)
    for title, (service, port) in HTTP.items():
        observe_answer(world, f"{title} answers on port {port}", ordinary.address(service), port, "/health")
    if on_its_port(world, "PostgreSQL answers on port 5432", ordinary.database(), POSTGRES):
        count("PostgreSQL answers on port 5432", [Case.of("PostgreSQL's answer", True, speaks_postgres(POSTGRES))])
    service, port = MONITOR
    observe_answer(world, "the dashboard answers on port 8004", ordinary.address(service), port, "/", "<html")
    observe_dashboard(world.address(service))


@step("Call a service on its port", "{address}", "{path}")
def observe_answer(world: World, name: str, address: str, port: int, path: str, text: str = "") -> None:
    """Observe whether a service is on its port, and answers there with this text."""
    if on_its_port(world, name, address, port):
        answer = clients.get(f"http://127.0.0.1:{port}{path}")
        good, seen = answer.is_success and text in answer.text, f"{answer.status_code} {answer.text[:100]}"
        count(name, [Case.judged(f"GET {path}", good, f"success {text}", seen)])


def on_its_port(world: World, name: str, address: str, port: int) -> bool:
    """True when the service is on its port. On another port it is at fault, unless its own was taken."""
    found = urlsplit(address).port
    if found != port:
        taken = world.beside.moved
        cases = [] if taken else [Case.judged("its port", False, port, found)]
        count(name, cases, detail=taken or None)
    return found == port


@step("Look at the dashboard", "{address}")
def observe_dashboard(address: str) -> None:
    """Observe which services the dashboard shows, and which as up, once it has had time to see them up."""
    seen: list[dict[str, Any]] = []

    def all_up() -> bool:
        answer = clients.get(f"{address}/api/state")
        seen[:] = answer.json()["services"] if answer.is_success else []
        return bool(seen) and all(service["up"] for service in seen)

    poll(all_up, bool, LOOKS_SECONDS)
    count("services on the dashboard", WATCHED & {service["name"] for service in seen}, of=WATCHED)
    share(
        "dashboard services shown as up", [Case.of(f"{service['name']} is up", True, service["up"]) for service in seen]
    )


@step("Speak to PostgreSQL", "port {port}")
def speaks_postgres(port: int) -> bool:
    """True when the port answers PostgreSQL's request for encryption with one of PostgreSQL's two letters."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as conn:
        conn.sendall(bytes([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F]))
        return conn.recv(1) in (b"S", b"N")
