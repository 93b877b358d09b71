"""The conditions of a link between two services: pure, so that the proxy only carries bytes."""

from dataclasses import dataclass
from typing import Literal

LARGEST_PART = 64 * 1024
PARTS_A_SECOND = 20  # a narrow link passes bytes in parts small enough for this


@dataclass(frozen=True)
class Conditions:
    refused: bool = False  # no one listens; open connections are reset
    silent: bool = False  # data is held back, and arrives when the link is fair again
    latency_seconds: float = 0.0
    bytes_per_second: float | None = None
    cut_after: int | None = None  # bytes on a connection, in the direction
    ending: Literal["close", "reset"] = "close"  # how a connection is cut: by FIN or by RST
    direction: Literal["forth", "back", "both"] = "both"  # forth: towards the service that listens

    def __post_init__(self) -> None:
        wrong = [
            name for name in ("latency_seconds", "bytes_per_second", "cut_after") if (getattr(self, name) or 0) < 0
        ]
        if wrong or self.bytes_per_second == 0:
            raise ValueError(f"{' and '.join(wrong) or 'bytes_per_second'} cannot be so small")
        if self.ending not in ("close", "reset") or self.direction not in ("forth", "back", "both"):
            raise ValueError("ending is close or reset; direction is forth, back or both")

    @property
    def part(self) -> int:
        """The number of bytes that pass at once."""
        if not self.bytes_per_second:
            return LARGEST_PART
        return max(1, min(LARGEST_PART, int(self.bytes_per_second / PARTS_A_SECOND)))

    def delay(self, waited: float, size: int) -> float:
        """How much longer a part of this size has to wait after it has `waited`."""
        latency = max(0.0, self.latency_seconds - waited)
        return latency + (size / self.bytes_per_second if self.bytes_per_second else 0.0)

    def cut(self, part: bytes, carried: int) -> tuple[bytes, str]:
        """The bytes of a part that still pass, and how the connection then ends ('' if it does not)."""
        if self.cut_after is None or carried + len(part) < self.cut_after:
            return part, ""
        return part[: max(0, self.cut_after - carried)], self.ending


FAIR = Conditions()
