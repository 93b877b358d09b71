"""The links of a stack that lead through the proxy, and the control of the proxy."""

import json
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import Any

from keywords.basics.errors import TestBedError
from keywords.stacks.conditions import FAIR, Conditions


class Links:
    """A proxy process. It ends with this process in any case, and its conditions end with it."""

    def __init__(self, *names: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (a program of this package)
            [sys.executable, "-m", "keywords.stacks.proxy", *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us: links are needed until everything is healed
        )
        self._speaking = threading.Lock()
        self.ports: dict[str, int] = self._heard()

    def lead(self, link: str, host: str, port: int) -> None:
        """Lead the link to an address. Until then, the link refuses its users."""
        self._say({"link": link, "upstream": [host, port]})

    def to(self, target: str) -> list[str]:
        """The links to a target: for a service, the shared link and those of single users (`user:service`)."""
        return [link for link in self.ports if link == target or link.endswith(f":{target}")]

    def spoil(self, target: str, conditions: Conditions) -> None:
        for link in self.to(target):
            self._say({"link": link, "conditions": asdict(conditions)})

    def mend(self, target: str) -> None:
        self.spoil(target, FAIR)

    def touched(self, target: str) -> int:
        """How many connections and blocks the conditions have touched."""
        return sum(int(self.passed(link)["touched"]) for link in self.to(target))

    def passed(self, link: str) -> dict[str, Any]:
        """The connections and bytes that have passed one link, and how many the conditions have touched."""
        return self._say({"link": link})

    def close(self) -> None:
        with self._speaking:
            if self._process.stdin:
                self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _say(self, command: dict[str, Any]) -> dict[str, Any]:
        with self._speaking:
            assert self._process.stdin is not None  # noqa: S101 (a pipe)
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()
            said = self._heard()
        if "error" in said:
            raise ValueError(f"the proxy refuses {command}: {said['error']}")
        return said

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 (a pipe)
        line = self._process.stdout.readline()
        if not line:
            raise TestBedError(f"the proxy has ended, with status {self._process.wait()}")
        heard: dict[str, Any] = json.loads(line)
        return heard
