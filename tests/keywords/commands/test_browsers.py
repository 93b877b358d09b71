"""Every way to a browser, tried with small programs in place of browsers, Playwright's node and apt-get."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keywords.basics.waiting import eventually
from keywords.browsers import finding
from keywords.browsers.finding import CHROMIUM, ENGINES, Playwright, WrongSetting, find, system_places
from keywords.commands import browsers
from keywords.commands.browsers import main
from tests.alive import alive

BROWSER = 'echo "Chromium 150.0.7871.100 built on Debian"'
REFUSAL = 'echo "Downloading"; echo "Error: getaddrinfo ENOTFOUND cdn.playwright.dev" >&2; exit 1'
NODE = """
place="${{PLAYWRIGHT_BROWSERS_PATH:-{usual}}}/chrome"
if [ "$1" = -e ]; then echo "$place"; else {install}; fi
"""
MAKE_IT = """printf '#!/bin/sh\\necho "Google Chrome for Testing 153.0.1"\\n' > "$place"; /bin/chmod +x "$place" """

Program = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs may answer slowly on a busy machine."""
    monkeypatch.setattr(finding, "ASK_SECONDS", 120)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    def write(name: str, body: str) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}


@pytest.fixture
def playwright(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Install a Playwright that runs these words to install a browser. Returns the usual place of its browsers."""

    def bring(install: str) -> Path:
        usual = tmp_path / "usual"
        usual.mkdir()
        node = program("node", NODE.format(usual=usual, install=install))
        monkeypatch.setattr(Playwright, "installed", lambda: Playwright(node, tmp_path / "bin", tmp_path / "own"))
        return usual

    return bring


@pytest.fixture
def no_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Playwright, "installed", lambda: None)


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "is_root", lambda: True)


@pytest.fixture
def not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "is_root", lambda: False)


def apt(program: Program, tmp_path: Path, installs: bool) -> Path:
    """An apt-get that records how it was called, and installs a browser or says why not."""
    called = tmp_path / "called"
    make = f"""printf '#!/bin/sh\\n{BROWSER}\\n' > {tmp_path}/bin/chromium; /bin/chmod +x {tmp_path}/bin/chromium"""
    install = make if installs else "echo E: no space; exit 100"
    body = f'echo "$@" >> {called}; if [ "$1" = install ]; then {install}; fi'
    program("apt-get", body)
    return called


@pytest.mark.usefixtures("no_playwright")
def test_a_browser_of_the_system_is_found_with_its_name_and_version(
    program: Program, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = program("google-chrome", 'echo "odd noise" >&2; echo "Google Chrome 150.0.7871.100 "')
    found = find(environ, "linux")
    assert found is not None
    assert (found.name, found.version, found.executable, found.engine) == (
        "Google Chrome",
        "150.0.7871.100",
        path,
        "chromium",
    )
    assert main([], environ, "linux") == 0
    assert capsys.readouterr().out == f"Browser: Google Chrome 150.0.7871.100 ({path})\n"


@pytest.mark.usefixtures("no_playwright")
def test_each_engine_has_browsers_of_its_own(
    program: Program, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    chromium, firefox = program("chromium", BROWSER), program("firefox-esr", 'echo "Mozilla Firefox 153.8.0"')
    found = {name: find(environ, "linux", engine) for name, engine in ENGINES.items()}
    assert {name: browser and browser.executable for name, browser in found.items()} == {
        "chromium": chromium,
        "firefox": firefox,
        "webkit": None,
    }
    assert main(["--engine", "firefox"], environ, "linux") == 0
    assert capsys.readouterr().out == f"Browser: Mozilla Firefox 153.8.0 ({firefox})\n"
    assert find({**environ, "COUNTERSIGN_FIREFOX": str(firefox)}, "linux", ENGINES["firefox"]) == found["firefox"]
    with pytest.raises(WrongSetting, match="COUNTERSIGN_FIREFOX"):
        find({**environ, "COUNTERSIGN_FIREFOX": str(chromium)}, "linux", ENGINES["firefox"])


@pytest.mark.usefixtures("no_playwright")
def test_a_program_that_fails_or_is_no_browser_is_passed_over(program: Program, environ: dict[str, str]) -> None:
    program("chromium", 'echo "Chromium 1.0: please install the snap"; exit 1')
    program("chromium-browser", 'echo "ls (GNU coreutils) 9.1"')
    good = program("microsoft-edge-stable", 'echo "Microsoft Edge 150.0.1.2"')
    found = find(environ, "linux")
    assert found is not None
    assert found.executable == good


def test_the_setting_comes_first_and_playwrights_own_before_the_systems(
    program: Program, environ: dict[str, str], playwright: Callable[[str], Path]
) -> None:
    usual = playwright(REFUSAL)
    system, chosen = program("chromium", BROWSER), program("chosen", 'echo "Chromium 99.0.1"')
    assert str(find(environ, "linux")) == f"Chromium 150.0.7871.100 ({system})"
    (usual / "chrome").write_text('#!/bin/sh\necho "Google Chrome for Testing 153.0.1"\n', encoding="utf-8")
    (usual / "chrome").chmod(0o755)
    assert str(find(environ, "linux")) == f"Google Chrome for Testing 153.0.1 ({usual / 'chrome'})"
    assert str(find({**environ, "COUNTERSIGN_CHROMIUM": str(chosen)}, "linux")) == f"Chromium 99.0.1 ({chosen})"


def test_a_setting_that_names_no_browser_is_an_error(
    program: Program, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    program("chromium", BROWSER)
    for wrong in ("/nowhere/chrome", str(program("ls", 'echo "ls (GNU coreutils) 9.1"'))):
        assert main([], {**environ, "COUNTERSIGN_CHROMIUM": wrong}, "linux") == 1
        assert f"COUNTERSIGN_CHROMIUM is {wrong!r}" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["usual", "given"])
def test_without_a_browser_playwrights_own_is_installed(
    where: str,
    environ: dict[str, str],
    playwright: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    playwright(MAKE_IT)
    (tmp_path / "given").mkdir()
    more = {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "given")} if where == "given" else {}
    assert main([], {**environ, **more}, "linux") == 0
    assert f"Browser: Google Chrome for Testing 153.0.1 ({tmp_path / where / 'chrome'})" in capsys.readouterr().out


@pytest.mark.usefixtures("root")
def test_without_any_browser_it_says_what_to_do_and_only_ci_fails(
    program: Program,
    environ: dict[str, str],
    playwright: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    playwright(REFUSAL)
    called = apt(program, tmp_path, installs=False)
    assert main([], environ, "linux") == 0
    said = capsys.readouterr().out
    assert "Playwright could not install it: Error: getaddrinfo ENOTFOUND cdn.playwright.dev" in said
    assert "sudo apt-get install --no-install-recommends chromium" in said
    assert not called.exists(), "nothing asked for apt-get"
    assert main([], {**environ, "CI": "true"}, "linux") == 1
    assert "apt-get could not install it: E: no space" in capsys.readouterr().out


@pytest.mark.usefixtures("no_playwright", "root")
@pytest.mark.parametrize(("words", "variables"), [(["--apt"], {}), ([], {"CI": "true"})])
def test_as_root_apt_is_used_in_ci_or_when_asked_by_name(
    words: list[str],
    variables: dict[str, str],
    program: Program,
    environ: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called = apt(program, tmp_path, installs=True)
    assert main(words, {**environ, **variables}, "linux") == 0
    assert "Browser: Chromium 150.0.7871.100" in capsys.readouterr().out
    assert called.read_text(encoding="utf-8").splitlines() == [
        "update --quiet",
        "install --no-install-recommends chromium --yes --quiet",
    ]


@pytest.mark.usefixtures("no_playwright", "not_root")
def test_apt_is_never_used_by_anyone_but_root(
    program: Program, environ: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called = apt(program, tmp_path, installs=True)
    assert main(["--apt"], {**environ, "CI": "true"}, "linux") == 1
    assert not called.exists()
    assert "--apt needs root" in capsys.readouterr().out


def test_a_hanging_installation_is_ended_with_all_its_children(
    environ: dict[str, str],
    playwright: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told, communicate = tmp_path / "child", subprocess.Popen.communicate
    playwright(f"/bin/sleep 600 & echo $! > {told}.new; /bin/mv {told}.new {told}; wait")
    monkeypatch.setattr(finding, "INSTALL_SECONDS", 0.5)

    def once_it_hangs(process: "subprocess.Popen[str]", said: str | None = None, timeout: float | None = None) -> Any:
        if timeout == 0.5:  # counts from when it has started a child
            eventually(told.exists, bool, "the child")
        return communicate(process, said, timeout)

    monkeypatch.setattr(subprocess.Popen, "communicate", once_it_hangs)
    started = time.monotonic()
    assert main([], environ, "linux") == 0
    assert time.monotonic() - started < 300
    assert "no end after 0.5 s" in capsys.readouterr().out
    child = int(told.read_text(encoding="utf-8"))
    # The kernel ends a killed process when it can.
    eventually(lambda: alive([child]), lambda left: not left, "the child's end")


def test_the_places_of_macos_and_windows(tmp_path: Path) -> None:
    mac = [str(place) for place in system_places({"HOME": "/Users/me"}, "darwin")]
    assert "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" in mac
    assert "/Users/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge" in mac
    chrome = tmp_path / "Google/Chrome/Application/chrome.exe"
    (chrome.parent / "150.0.7871.100").mkdir(parents=True)
    chrome.touch()
    windows = list(system_places({"PROGRAMFILES": str(tmp_path)}, "win32"))
    assert chrome in windows
    assert str(finding.identify(chrome, os.environ)) == f"chrome 150.0.7871.100 ({chrome})"


def test_the_playwright_of_the_installed_library_is_there() -> None:
    found = Playwright.installed()
    assert found is not None
    assert found.node.is_file()
    assert (found.package / "cli.js").is_file()
    for place in found.places(CHROMIUM, os.environ):
        assert "chromium-" in str(place)
