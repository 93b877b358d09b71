"""The API listens on a second port that no one declared.

In real life: a debugger's port stays open in a release.
"""

import socket
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.1",)
FIELD = "security"
SELECTION = ("No Port Is Open That The Environment Does Not Name",)
SERVICES = ("api",)
MODULE = "pipeline.serving"


def apply() -> None:
    from pipeline import serving

    listen, doors = serving.listen, list[socket.socket]()

    def with_a_back_door(*about: Any, **how: Any) -> socket.socket:
        doors.append(socket.create_server(("127.0.0.1", 0)))
        return listen(*about, **how)

    replace(serving, "listen", with_a_back_door)
