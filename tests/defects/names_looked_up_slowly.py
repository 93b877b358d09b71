"""The suite's machine takes 25 ms to look a name up before each connection.

In real life: the first of two name servers does not answer.
"""

import socket

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-1.9", "P7-1.10")
FIELD = "performance"
SELECTION = (
    "95 Percent Of Network Connections Open In Under 10 Milliseconds",
    "The Median Network Latency Is Under 20 Milliseconds",
)
SERVICES = ("suite",)
MODULE = "keywords.experiments.data.connection_times"


def apply() -> None:
    delay(socket, "getaddrinfo", 0.025)
