"""Where the processes of the environment listen, and whom they speak to."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import psutil

from keywords.evidence.observing import count
from keywords.experiments.documents.outcomes import process_document
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
def at_home(world: World) -> None:
    """A document is processed, and meanwhile and after it the processes' sockets are looked at."""
    away = [name for name, url in world.stack.addresses.items() if not is_loopback(urlsplit(url).hostname or "")]
    count("service addresses outside this machine", away, of=world.stack.addresses)
    person = world.person()
    found = [*sockets(world)]
    process_document(person, "at home")
    found += sockets(world)
    listening = {(name, s.laddr.ip, s.laddr.port) for name, s in found if s.status == psutil.CONN_LISTEN}
    open_ = [f"{name} on {ip}:{port}" for name, ip, port in sorted(listening) if not is_loopback(ip)]
    seen = len(listening)
    count("ports open to other machines", open_, of=seen)
    named = {urlsplit(url).port for url in world.stack.addresses.values()}
    strange = [f"{name} on {port}" for name, _, port in sorted(listening) if port not in named]
    count("undeclared open ports", strange, of=seen)
    spoken = {(name, s.raddr.ip) for name, s in found if s.raddr and s.status in CONNECTED}
    far = [f"{name} to {ip}" for name, ip in sorted(spoken) if not is_loopback(ip)]
    count("connections to other machines", far, of=spoken)


def sockets(world: World) -> list[tuple[str, Any]]:
    """The internet sockets of the processes that the environment names, and of their children."""
    found = []
    for name, process in world.stack.members().items():
        for each in family(process):
            try:
                found += [(name, one) for one in each.net_connections("inet") if one.type == socket.SOCK_STREAM]
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
    return found


def pids(world: World) -> Mapping[str, int]:
    return {name: process.pid for name, process in world.stack.members().items()}


def is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
