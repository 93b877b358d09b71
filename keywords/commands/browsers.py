"""A browser for the checks and tests that need one: `python -m keywords.commands.browsers` finds it, or installs one.

It looks for COUNTERSIGN_CHROMIUM, Playwright's own Chromium, and the system's Chromium, Chrome or Edge, in this order.
If it finds none, it installs Playwright's own; Debian's only as root, and only in CI or with --apt.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

SETTING = "COUNTERSIGN_CHROMIUM"
FOLDER_SETTING = "PLAYWRIGHT_BROWSERS_PATH"
ASK_SECONDS, INSTALL_SECONDS = 20, 300
COMMANDS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable")
MAC = {"Chromium": "Chromium", "Google Chrome": "Google Chrome", "Microsoft Edge": "Microsoft Edge"}
WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
VERSION = re.compile(r"^(?P<name>\D*(?:Chrom|Edge|Brave)\D*?)\s+(?P<version>\d+(?:\.\d+)+)", re.MULTILINE)
WHERE_IS_IT = 'console.log(require("playwright-core").chromium.executablePath())'
APT = "apt-get install --no-install-recommends chromium"


@dataclass(frozen=True)
class Browser:
    name: str
    version: str
    executable: Path
    engine: str = "chromium"  # as the Browser library calls it

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

    def chromium(self, environ: Mapping[str, str]) -> Iterator[Path]:
        """Where its Chromium is, if it was installed."""
        given = environ.get(FOLDER_SETTING)
        for folder in [given] if given else [str(self.folder), ""]:  # "" is Playwright's usual place
            done = run([self.node, "-e", WHERE_IS_IT], ASK_SECONDS, environ, self.package.parent, folder)
            if done.good:
                yield Path(done.text.strip())

    def install(self, environ: Mapping[str, str]) -> "Done":
        """Into Playwright's usual place, which outlives a new virtual environment."""
        cli = self.package / "cli.js"
        command: list[str | Path] = [self.node, cli, "install", "--no-shell", "chromium"]
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


def find(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Browser | None:
    """The first browser that tells its version."""
    if given := environ.get(SETTING):
        if found := identify(Path(given), environ):
            return found
        raise WrongSetting(f"{SETTING} is {given!r}, which does not answer --version as Chromium, Chrome or Edge do")
    return next(filter(None, (identify(place, environ) for place in places(environ, platform))), None)


def places(environ: Mapping[str, str], platform: str) -> Iterator[Path]:
    if playwright := Playwright.installed():
        yield from playwright.chromium(environ)
    yield from system_places(environ, platform)


def system_places(environ: Mapping[str, str], platform: str) -> Iterator[Path]:
    if platform == "darwin":
        for root in (Path("/Applications"), Path(environ.get("HOME", "/")) / "Applications"):
            for folder, program in MAC.items():
                yield root / f"{folder}.app/Contents/MacOS/{program}"
    elif platform == "win32":
        for given in filter(None, map(environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))):
            yield from (Path(given) / place for place in WINDOWS)
    for command in COMMANDS:
        if found := shutil.which(command, path=environ.get("PATH", "")):
            yield Path(found)


def identify(executable: Path, environ: Mapping[str, str]) -> Browser | None:
    if not executable.is_file():
        return None
    if executable.suffix == ".exe":  # would open a window; but its version is the name of a folder beside it
        versions = [each.name for each in executable.parent.iterdir() if re.fullmatch(r"\d+(\.\d+){3}", each.name)]
        newest = max(versions, key=lambda version: [int(part) for part in version.split(".")], default="")
        return Browser(executable.stem, newest, executable) if newest else None
    told = run([executable, "--version"], ASK_SECONDS, environ, errors=subprocess.DEVNULL)
    said = VERSION.search(told.text) if told.good else None
    return Browser(said["name"], said["version"], executable) if said else None


def obtain(environ: Mapping[str, str], platform: str, *, apt: bool) -> Browser | None:
    """What is installed, else install what may be."""
    if found := find(environ, platform):
        return found
    if playwright := Playwright.installed():
        say(f"No browser is installed. Playwright's own Chromium is fetched, for at most {INSTALL_SECONDS} s.")
        done = playwright.install(environ)
        if done.good and (found := find(environ, platform)):
            return found
        say(f"Playwright could not install it: {done.reason}")
    if apt and shutil.which("apt-get", path=environ.get("PATH", "")):
        say("Debian's Chromium is installed with apt-get.")
        quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "--quiet"], INSTALL_SECONDS, quiet)
        done = run([*APT.split(), "--yes", "--quiet"], INSTALL_SECONDS, quiet)
        if done.good:
            return find(environ, platform)
        say(f"apt-get could not install it: {done.reason}")
    return None


def in_ci(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("CI", "").lower() in ("true", "1")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(
    arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> int:
    parser = argparse.ArgumentParser(prog="python -m keywords.commands.browsers", description=__doc__)
    parser.add_argument("--apt", action="store_true", help=f"as root: where nothing else helps, {APT}")
    asked = parser.parse_args(arguments).apt
    if asked and not is_root():
        say("--apt needs root; it is left out.")
    try:
        found = obtain(environ, platform, apt=(asked or in_ci(environ)) and is_root())
    except WrongSetting as error:
        say(f"browsers: {error}")
        return 1
    if found:
        say(f"Browser: {found}")
        return 0
    say(
        "There is no browser, so the tests that need one are skipped.\n"
        f"Install Chromium, Chrome or Edge, or name one: {SETTING}=/path/to/chrome make browsers\n"
        f"On Debian or Ubuntu: sudo {APT}"
    )
    return int(in_ci(environ))


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    raise SystemExit(main())
