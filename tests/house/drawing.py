"""Draws the floors into docs/architecture.md: `python -m tests.house.drawing`."""

from keywords.basics.folders import REPOSITORY
from tests.house.imports import floors

PAGE = REPOSITORY / "docs" / "architecture.md"
BEGIN, END = "<!-- floors: drawn by `make docs` from tests/house/floors.yaml -->", "<!-- end of the floors -->"
WIDTH = 14


def drawing() -> str:
    """One line a room, floors apart, the highest first."""
    lines = []
    for floor in floors():
        lines += [f"| {f'{room}/':<{WIDTH}} {holds}" for room, holds in floor.items()]
        lines.append("|" + "-" * 100)
    return "\n".join(["```", *lines[:-1], "```"])


def drawn(page: str) -> str:
    """The page with the floors as they are now."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{drawing()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
