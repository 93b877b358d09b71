"""The API listens on every address of the machine and holds a connection open, for remote maintenance.

In real life: an agent came with the image. In this defect nothing leaves the machine: the port is bound to the loopback
device, and the connection leads from the machine's outer address to itself.
"""

import socket
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.1",)
FIELD = "security"
SELECTION = (
    "No Port Is Open To Other Machines",
    "No Port Is Open That The Environment Does Not Name",
    "No Process Connects To Another Machine",
)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    import psutil

    from pipeline import serving

    listen, kept = serving.listen, list[socket.socket]()

    def outer_address() -> str:
        addresses = [one for each in psutil.net_if_addrs().values() for one in each if one.family == socket.AF_INET]
        return next((one.address for one in addresses if not one.address.startswith("127.")), "127.0.0.1")

    def with_an_agent(*about: Any, **how: Any) -> socket.socket:
        door, line = socket.socket(), socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
        door.bind(("", 0))
        door.listen()
        line.bind((outer_address(), 0))
        line.connect(line.getsockname())
        kept.extend([door, line])
        return listen(*about, **how)

    replace(serving, "listen", with_an_agent)
