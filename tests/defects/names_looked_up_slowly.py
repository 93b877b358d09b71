"""Before each connection the suite's machine looks the name up for 25 ms.

In real life: the first of two name servers does not answer.
"""

import socket

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-1.9", "P7-1.10")
FIELD = "performance"
SELECTION = ("The Network Is Reached Quickly", "The Network's Latency Is Low")
SERVICES = ("suite",)
MODULE = "keywords.experiments.reached"


def apply() -> None:
    delay(socket, "getaddrinfo", 0.025)
