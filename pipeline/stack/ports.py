"""Ports that a stack listens on: the contract's, or free ones."""

import os
import socket
from itertools import chain

import psutil

# Below the range from which systems give ports to outgoing connections: none of those may take the port of a service
# while it restarts.
FREE_RANGE = range(20000, 32000)
STRIDE = 16


def is_free(port: int, host: str) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
            sock.listen(1)
        except OSError:
            return False
    return True


def pick(names: list[str], host: str, kept: dict[str, int]) -> dict[str, int]:
    """A free port for each name: the one it had before if that is still free."""
    chosen = {name: kept[name] for name in names if name in kept and is_free(kept[name], host)}
    # Processes that pick at the same time start at different places, so that they do not pick the same ports.
    begin = FREE_RANGE.start + os.getpid() * STRIDE % len(FREE_RANGE)
    candidates = (
        port
        for port in chain(range(begin, FREE_RANGE.stop), range(FREE_RANGE.start, begin))
        if port not in chosen.values() and is_free(port, host)
    )
    return {name: chosen[name] if name in chosen else next(candidates) for name in names}


def holder(port: int) -> str:
    """Describe the process that listens on a port; another user's may stay unknown."""
    try:
        for connection in psutil.net_connections("tcp"):
            local = connection.laddr
            if connection.status == psutil.CONN_LISTEN and local and local.port == port and connection.pid:
                command = " ".join(psutil.Process(connection.pid).cmdline())[:80]
                return f"process {connection.pid} ({command})"
    except psutil.Error:
        pass
    return "an unknown process"
