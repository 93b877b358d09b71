"""Before each connection the suite's machine looks the name up for 25 ms.

In real life: the first of two name servers does not answer.
"""

import socket
import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.9", "P7-1.10")
FIELD = "performance"
SELECTION = ("The Network Is Reached Quickly", "The Network's Latency Is Low")
SERVICES = ("suite",)
MODULE = "keywords.experiments.reached"


def apply() -> None:
    getaddrinfo = socket.getaddrinfo

    def in_a_while(*args: Any, **named: Any) -> Any:
        time.sleep(0.025)
        return getaddrinfo(*args, **named)

    replace(socket, "getaddrinfo", in_a_while)
