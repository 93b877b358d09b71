"""Where the processes of the environment listen, and what they connect to."""

import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import psutil

from keywords.basics.hosts import is_loopback
from keywords.basics.waiting import eventually
from keywords.contract.people import ENDS
from keywords.documents.pdf import generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.stacks.usage import family
from keywords.world import World

CONNECTED = (psutil.CONN_ESTABLISHED, psutil.CONN_SYN_SENT)


@experiment(
    "ports and connections of the processes",
    (
        "service addresses outside this machine",
        "ports open to other machines",
        "undeclared open ports",
        "connections to other machines",
    ),
)
def ports_and_connections(world: World) -> None:
    """The sockets of all processes, and of this one, are listed again and again while a document is processed."""
    addresses = world.stack.addresses
    away = [name for name, url in addresses.items() if not is_loopback(urlsplit(url).hostname or "")]
    count("service addresses outside this machine", away, of=addresses)
    person = world.person()
    found = sockets(world)
    uploaded = person.upload(generate("network exposure", pages=2))

    def look() -> bool:
        found.extend(sockets(world))
        return person.job(uploaded.job_id)["state"] in ENDS

    with step("List the sockets of all processes until the job has ended") as done:
        eventually(look, bool, f"the end of job {uploaded.job_id}")
        done.saw(f"{len(found)} sockets seen")
    ports = {(name, each.laddr.ip, each.laddr.port) for name, each in found if each.status == psutil.CONN_LISTEN}
    cases = [
        Case.judged(f"{name} on {ip}:{port}", is_loopback(ip), "a loopback address", ip) for name, ip, port in ports
    ]
    count("ports open to other machines", cases)
    declared = {urlsplit(url).port for url in addresses.values()}
    cases = [Case.judged(f"{name} on {port}", port in declared, "a declared port", port) for name, _, port in ports]
    count("undeclared open ports", cases)
    peers = {(name, each.raddr.ip) for name, each in found if each.raddr and each.status in CONNECTED}
    cases = [Case.judged(f"{name} to {ip}", is_loopback(ip), "a loopback address", ip) for name, ip in peers]
    count("connections to other machines", cases)


def sockets(world: World) -> list[tuple[str, Any]]:
    """The TCP sockets of the environment's processes and of Countersign, each with the name of its process."""
    found = []
    for name, process in {**world.stack.members(), "countersign": psutil.Process()}.items():
        for each in family(process):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                found += [(name, one) for one in each.net_connections("inet") if one.type == socket.SOCK_STREAM]
    return found
