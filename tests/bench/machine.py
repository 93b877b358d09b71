"""The machine that figures are measured on, and how busy it is."""

import os
import platform
import re
import subprocess
from pathlib import Path

import psutil

from pipeline.stack.postgres import find_binaries, share_folders


def describe() -> dict[str, str]:
    binaries = find_binaries(None)
    version = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "CPU": f"{os.cpu_count()} cores, {_cpu()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "system": f"{_system()}, {platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "PostgreSQL": version.split()[-1],
        "pgvector": _pgvector(binaries),
    }


def load_average() -> float:
    return round(os.getloadavg()[0], 2)


def busy_percent(seconds: float = 1.0) -> float:
    """The share of all cores in use, by any process."""
    return float(psutil.cpu_percent(seconds))


def _cpu() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text(encoding="utf-8")) if cpuinfo.exists() else None
    return found[1].strip() if found else platform.processor()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform(terse=True)


def _pgvector(binaries: Path) -> str:
    for share in share_folders(binaries.resolve()):
        control = share / "extension" / "vector.control"
        if control.exists() and (found := re.search(r"default_version\s*=\s*'(.+)'", control.read_text())):
            return found[1]
    return "unknown"
