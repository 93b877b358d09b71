"""Importing the libraries is quick, and starts nothing: `Make The Environment Ready` does."""

import subprocess
import sys
from pathlib import Path

import pytest

from keywords.basics.folders import REPOSITORY

LIBRARIES = sorted(
    file.stem for file in (REPOSITORY / "keywords" / "libraries").glob("*.py") if file.stem != "__init__"
)
# What takes long to load, and is needed by few keywords.
HEAVY = [
    *("aiohttp", "asyncpg", "Browser", "cryptography", "docker", "fastapi", "fpdf", "grpc", "jinja2", "jwt"),
    *("llama_cloud", "locust", "numpy", "openai", "pandas", "playwright", "prometheus_client", "pypdfium2", "scipy"),
]
IMPORT = """
import sys
from importlib import import_module
for library in sys.argv[2].split():
    before = set(sys.modules)
    import_module(f"keywords.libraries.{library}")
    for name in set(sys.argv[1].split()) & (set(sys.modules) - before):
        print(library, "loads", name)
"""
STARTED = """
import subprocess, threading
from importlib import import_module
import psutil
before = threading.active_count()
for library in sys.argv[1].split():
    import_module(f"keywords.libraries.{library}")
from keywords.libraries.base import Library
from keywords.libraries.recording import recording
run = recording().run
me = psutil.Process()
print(len(me.children()), threading.active_count() - before, len(me.net_connections()), run.ready, run.ledger.open)
"""


def python(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_no_library_loads_anything_heavy() -> None:
    assert python(IMPORT, " ".join(HEAVY), " ".join(LIBRARIES)) == ""


def test_what_a_library_loads_is_seen() -> None:
    assert python(IMPORT, "httpx jinja2", "observing api") == "observing loads httpx"


def test_importing_all_libraries_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_STATE", str(tmp_path / "state"))
    assert python(f"import sys\n{STARTED}", " ".join(LIBRARIES)) == "0 0 0 False []"
    assert not (tmp_path / "state").exists()
