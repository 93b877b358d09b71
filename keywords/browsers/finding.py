"""Finds the browsers of this machine, by their engine.

For each engine it looks at the variable that names an executable, at Playwright's own browser, and at those of the
system, in this order.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import psutil

FOLDER_SETTING = "PLAYWRIGHT_BROWSERS_PATH"
ASK_SECONDS, INSTALL_SECONDS = 20, 300
WHERE_IS_IT = 'console.log(require("playwright-core").{engine}.executablePath())'


@dataclass(frozen=True)
class Engine:
    """One kind of browser: what draws the page and runs its scripts."""

    name: str  # as the Browser library calls it
    family: str  # as people call the browsers with it
    setting: str  # the variable that names an executable
    says: re.Pattern[str]  # what one answers to --version
    commands: tuple[str, ...] = ()
    mac: Mapping[str, str] = field(default_factory=dict)  # the program, by the folder of the application
    windows: tuple[str, ...] = ()


ENGINES = {
    each.name: each
    for each in (
        Engine(
            "chromium",
            "Chromium, Chrome or Edge",
            "COUNTERSIGN_CHROMIUM",
            re.compile(r"^(?P<name>\D*(?:Chrom|Edge|Brave)\D*?)\s+(?P<version>\d+(?:\.\d+)+)", re.MULTILINE),
            ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"),
            {"Chromium": "Chromium", "Google Chrome": "Google Chrome", "Microsoft Edge": "Microsoft Edge"},
            (
                "Chromium/Application/chrome.exe",
                "Google/Chrome/Application/chrome.exe",
                "Microsoft/Edge/Application/msedge.exe",
            ),
        ),
        Engine(
            "firefox",
            "Firefox",
            "COUNTERSIGN_FIREFOX",
            re.compile(r"^(?P<name>Mozilla Firefox|Nightly|Firefox)\s+(?P<version>\d+(?:\.\d+)*)", re.MULTILINE),
            ("firefox", "firefox-esr"),
            {"Firefox": "firefox"},
            ("Mozilla Firefox/firefox.exe",),
        ),
        Engine(
            "webkit",
            "WebKit",
            "COUNTERSIGN_WEBKIT",
            re.compile(r"^(?P<name>\D*WebKit\D*?)\s+(?P<version>\d+(?:\.\d+)+)", re.MULTILINE),
        ),
    )
}
CHROMIUM = ENGINES["chromium"]


@dataclass(frozen=True)
class Browser:
    name: str
    version: str
    executable: Path
    engine: str = "chromium"  # as the Browser library calls it
    own: bool = False  # of Playwright, which drives it by its own protocol

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.executable})"


class WrongSetting(Exception):
    """The setting does not name a browser."""


@dataclass(frozen=True)
class Playwright:
    """The Playwright that the Browser library brings with it."""

    node: Path
    package: Path  # the folder of playwright-core
    folder: Path  # where `rfbrowser install` puts browsers

    @classmethod
    def installed(cls) -> "Playwright | None":
        batteries, library = find_spec("BrowserBatteries"), find_spec("Browser")
        if not (batteries and batteries.origin and library and library.origin):
            return None
        binaries = Path(batteries.origin).parent / "bin"
        inside = Path("wrapper/node_modules/playwright-core")
        node = binaries / ("node.exe" if os.name == "nt" else "node")
        return cls(node, binaries / inside, Path(library.origin).parent / inside / ".local-browsers")

    def places(self, engine: Engine, environ: Mapping[str, str]) -> Iterator[Path]:
        """Where its own browser with this engine is, if it was installed."""
        given = environ.get(FOLDER_SETTING)
        asked = WHERE_IS_IT.format(engine=engine.name)
        for folder in [given] if given else [str(self.folder), ""]:  # "" is Playwright's usual place
            done = run([self.node, "-e", asked], ASK_SECONDS, environ, self.package.parent, folder)
            if done.good:
                yield Path(done.text.strip())

    def install(self, engine: Engine, environ: Mapping[str, str]) -> "Done":
        """Into Playwright's usual place, which outlives a new virtual environment."""
        cli = self.package / "cli.js"
        command: list[str | Path] = [self.node, cli, "install", "--no-shell", engine.name]
        return run(command, INSTALL_SECONDS, environ, cli.parent, environ.get(FOLDER_SETTING, ""))


@dataclass(frozen=True)
class Done:
    good: bool
    text: str

    @property
    def reason(self) -> str:
        lines = [line.strip() for line in self.text.splitlines() if line.strip()] or ["it printed nothing"]
        return next((line for line in lines if line.startswith(("Error:", "E:"))), lines[-1])


def run(
    command: Sequence[str | Path],
    seconds: float,
    environ: Mapping[str, str],
    cwd: Path | None = None,
    browsers: str | None = None,
    errors: int = subprocess.STDOUT,
) -> Done:
    """Run a command. When its time is up, kill it and everything that it started."""
    folder = {} if browsers is None else {FOLDER_SETTING: browsers}
    env = {key: value for key, value in {**environ, **folder}.items() if value or key != FOLDER_SETTING}
    try:
        process = subprocess.Popen(
            command, env=env, cwd=cwd, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        )
    except OSError as error:
        return Done(False, f"Error: {error}")
    try:
        text, _ = process.communicate(timeout=seconds)
        return Done(process.returncode == 0, text)
    except subprocess.TimeoutExpired:
        return Done(False, f"Error: no end after {seconds:g} s")
    finally:
        if process.poll() is None:
            for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                each.kill()
            process.wait()


def find(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform, engine: Engine = CHROMIUM
) -> Browser | None:
    """The first browser with this engine that tells its version."""
    if given := environ.get(engine.setting):
        if found := identify(Path(given), environ, engine):
            return found
        raise WrongSetting(f"{engine.setting} is {given!r}, which does not answer --version as {engine.family} would")
    playwright = Playwright.installed()
    for place in playwright.places(engine, environ) if playwright else ():
        if found := identify(place, environ, engine):
            return replace(found, own=True)
    system = system_places(environ, platform, engine)
    return next(filter(None, (identify(place, environ, engine) for place in system)), None)


def system_places(environ: Mapping[str, str], platform: str, engine: Engine = CHROMIUM) -> Iterator[Path]:
    if platform == "darwin":
        for root in (Path("/Applications"), Path(environ.get("HOME", "/")) / "Applications"):
            for folder, program in engine.mac.items():
                yield root / f"{folder}.app/Contents/MacOS/{program}"
    elif platform == "win32":
        for given in filter(None, map(environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))):
            yield from (Path(given) / place for place in engine.windows)
    for command in engine.commands:
        if found := shutil.which(command, path=environ.get("PATH", "")):
            yield Path(found)


def identify(executable: Path, environ: Mapping[str, str], engine: Engine = CHROMIUM) -> Browser | None:
    if not executable.is_file():
        return None
    if executable.suffix == ".exe":  # would open a window; but its version is the name of a folder beside it
        versions = [each.name for each in executable.parent.iterdir() if re.fullmatch(r"\d+(\.\d+){3}", each.name)]
        newest = max(versions, key=lambda version: [int(part) for part in version.split(".")], default="")
        return Browser(executable.stem, newest, executable, engine.name) if newest else None
    told = run([executable, "--version"], ASK_SECONDS, environ, errors=subprocess.DEVNULL)
    said = engine.says.search(told.text) if told.good else None
    return Browser(said["name"], said["version"], executable, engine.name) if said else None
