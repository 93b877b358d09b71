"""Before each connection the suite's machine looks the name up for 25 ms.

In real life: the first of two name servers does not answer.
"""

import socket
import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.9", "P7-1.10")
FIELD = "performance"
SELECTION = (
    "--test", "95 Percent Of Network Connections Open In Under 10 Milliseconds",
    "--test", "The Median Network Latency Is Under 20 Milliseconds",
)  # fmt: skip
SERVICES = ("suite",)
MODULE = "keywords.experiments.data.connection_times"


def apply() -> None:
    getaddrinfo = socket.getaddrinfo

    def in_a_while(*args: Any, **named: Any) -> Any:
        time.sleep(0.025)
        return getaddrinfo(*args, **named)

    replace(socket, "getaddrinfo", in_a_while)
