"""Where the processes of the environment listen, and whom they speak to."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import psutil

from keywords.evidence.recorder import recorder
from keywords.experiments.documents.outcomes import send
from keywords.running.registry import experiment
from keywords.stacks import usage
from keywords.world import World

CONNECTED = (psutil.CONN_ESTABLISHED, psutil.CONN_SYN_SENT)


@experiment(
    "where the processes listen and whom they speak to",
    {"addresses that lead away from this machine": "hits", "ports open to other machines": "hits",
     "ports that nobody has named": "hits", "connections to other machines": "hits"},
)  # fmt: skip
def at_home(world: World) -> None:
    """A document is processed, and meanwhile and after it the processes' sockets are looked at."""
    away = [name for name, url in world.addresses.items() if not is_loopback(urlsplit(url).hostname or "")]
    recorder.observe("addresses that lead away from this machine", len(away), "hits", population=len(world.addresses),
                     detail=", ".join(away))  # fmt: skip
    person = world.person()
    found = [*sockets(world)]
    send(person, "at home")
    found += sockets(world)
    listening = {(name, s.laddr.ip, s.laddr.port) for name, s in found if s.status == psutil.CONN_LISTEN}
    open_ = [f"{name} on {ip}:{port}" for name, ip, port in sorted(listening) if not is_loopback(ip)]
    seen = len(listening)
    recorder.observe("ports open to other machines", len(open_), "hits", population=seen, detail="; ".join(open_))
    named = {urlsplit(url).port for url in world.addresses.values()}
    strange = [f"{name} on {port}" for name, _, port in sorted(listening) if port not in named]
    recorder.observe("ports that nobody has named", len(strange), "hits", population=seen, detail="; ".join(strange))
    spoken = {(name, s.raddr.ip) for name, s in found if s.raddr and s.status in CONNECTED}
    far = [f"{name} to {ip}" for name, ip in sorted(spoken) if not is_loopback(ip)]
    recorder.observe("connections to other machines", len(far), "hits", population=len(spoken), detail="; ".join(far))


def sockets(world: World) -> list[tuple[str, Any]]:
    """The internet sockets of the processes that the environment names, and of their children."""
    found = []
    for name, process in pids(world).items():
        for each in usage.family(process):
            try:
                found += [(name, one) for one in each.net_connections("inet") if one.type == socket.SOCK_STREAM]
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
    return found


def pids(world: World) -> Mapping[str, int]:
    return {name: int(str(found["pid"])) for name, found in world.processes.items() if found.get("pid")}


def is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
