"""A browser for the checks and tests that need one: `python -m keywords.commands.browsers` finds it, or installs one.

It looks for COUNTERSIGN_CHROMIUM, Playwright's own Chromium, and the system's Chromium, Chrome or Edge, in this order.
If it finds none, it installs Playwright's own; Debian's only as root, and only in CI or with --apt. With
`--engine firefox` or `--engine webkit` it does the same for another engine.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence

from keywords.browsers.finding import (
    CHROMIUM,
    ENGINES,
    INSTALL_SECONDS,
    Browser,
    Engine,
    Playwright,
    WrongSetting,
    find,
    run,
)

APT = "apt-get install --no-install-recommends"
PACKAGES = {"chromium": "chromium", "firefox": "firefox-esr"}  # of Debian, by engine


def obtain(environ: Mapping[str, str], platform: str, *, apt: bool, engine: Engine = CHROMIUM) -> Browser | None:
    """What is installed, else install what may be."""
    if found := find(environ, platform, engine):
        return found
    if playwright := Playwright.installed():
        named = engine.name.capitalize()
        say(f"No browser is installed. Playwright's own {named} is fetched, for at most {INSTALL_SECONDS} s.")
        done = playwright.install(engine, environ)
        if done.good and (found := find(environ, platform, engine)):
            return found
        say(f"Playwright could not install it: {done.reason}")
    package = PACKAGES.get(engine.name)
    if apt and package and shutil.which("apt-get", path=environ.get("PATH", "")):
        say(f"Debian's {engine.name.capitalize()} is installed with apt-get.")
        quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "--quiet"], INSTALL_SECONDS, quiet)
        done = run([*APT.split(), package, "--yes", "--quiet"], INSTALL_SECONDS, quiet)
        if done.good:
            return find(environ, platform, engine)
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
    parser.add_argument("--engine", choices=list(ENGINES), default=CHROMIUM.name, help="of the browser (chromium)")
    given = parser.parse_args(arguments)
    asked, engine = given.apt, ENGINES[given.engine]
    if asked and not is_root():
        say("--apt needs root; it is left out.")
    try:
        found = obtain(environ, platform, apt=(asked or in_ci(environ)) and is_root(), engine=engine)
    except WrongSetting as error:
        say(f"browsers: {error}")
        return 1
    if found:
        say(f"Browser: {found}")
        return 0
    on_debian = f"\nOn Debian or Ubuntu: sudo {APT} {PACKAGES[engine.name]}" if engine.name in PACKAGES else ""
    say(
        "There is no browser, so the tests that need one are skipped.\n"
        f"Install {engine.family}, or name one: {engine.setting}=/path/to/{engine.name} make browsers{on_debian}"
    )
    return int(in_ci(environ))


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    raise SystemExit(main())
