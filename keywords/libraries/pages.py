"""Sentences about pages, as a browser draws them for a person."""

import os
import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from robot.api.deco import keyword, library

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.browsers.finding import find, run
from keywords.libraries.base import Library
from keywords.stacks.services import KINDS

LOOKS_SECONDS = 20  # enough for the monitor to look several times
BROWSER_SECONDS = 30
DRAWN_MS = 4000  # how long the page may work before its content is read, by the clock of the browser
WATCHED = tuple(sorted(set(KINDS) - {"monitor"}))
READY = "ready"
STATE = re.compile(r"^\W*(ready|degraded|not ready|unreachable|unknown)\b")  # behind a sign, before the reason


class Rows(HTMLParser):
    """The cells of each row of one table body, found by its id."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self._table, self._within, self._cell = table, False, False
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":
            self._within = dict(attrs).get("id") == self._table
        elif self._within and tag == "tr":
            self.rows.append([])
        elif self._within and tag in ("th", "td"):
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "tbody"
        self._cell = self._cell and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._within and self._cell:
            self.rows[-1][-1] += f" {data}"


def cells_of(page: str, table: str) -> dict[str, str]:
    """The second cell of each row of a table, by its first."""
    found = Rows(table)
    found.feed(page)
    return {row[0].strip(): row[1].strip() for row in found.rows if len(row) > 1}


def state_in(cell: str) -> str:
    """The word for the state of a service, without its sign and reason."""
    found = STATE.match(cell)
    return found[1] if found else cell or "not shown"


@library(scope="GLOBAL")
class pages(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def the_monitor_page_shows_every_service_as_ready(self) -> None:
        """A browser draws the page of the monitor, and the table there names each service and calls it ready.

        The check is inconclusive where no browser is installed.
        """
        address = self.world.address("monitor")

        def states() -> dict[str, str]:
            shown = cells_of(drawn(address), "services")
            return {name: state_in(shown.get(name, "")) for name in WATCHED}

        seen = poll(states, lambda found: set(found.values()) == {READY}, LOOKS_SECONDS)
        for name, state in seen.items():
            self.run.recorder.expect(f"{name} on the page of the monitor", READY, state)

    @keyword
    def the_monitor_page_shows_every_stage(self) -> None:
        """A browser draws the page of the monitor, and the queue there has each stage that a job can wait in."""
        shown = cells_of(drawn(self.world.address("monitor")), "queue")
        missing = [stage for stage in self.world.environment.stages[:-1] if stage not in shown]
        self.run.recorder.expect("stages missing on the page of the monitor", "[]", missing, population=len(shown))


def drawn(address: str) -> str:
    """The content of a page after its scripts have worked, as the browser holds it."""
    browser = find()
    if browser is None:
        raise Inconclusive("no browser is installed, so nobody can see the page; `make browsers` says how to get one")
    folder = tempfile.mkdtemp(prefix="countersign-browser-")
    try:
        done = run(
            [
                browser.executable,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                f"--user-data-dir={folder}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                f"--virtual-time-budget={DRAWN_MS}",
                "--dump-dom",
                address,
            ],
            BROWSER_SECONDS,
            os.environ,
            errors=subprocess.DEVNULL,
        )
    finally:
        shutil.rmtree(Path(folder), ignore_errors=True)
    if not done.good:
        raise Inconclusive(f"{browser} could not open {address}: {done.reason}")
    return done.text
