"""Empties what a stack holds outside its database."""

import shutil
import urllib.request
from pathlib import Path
from tempfile import mkdtemp
from urllib.error import URLError

from pipeline.stack.errors import StackError

SIMULATORS = ("llamaparse", "openai")


def reset_storage(folder: Path) -> None:
    """Empty every bucket at once by moving it aside on the same disk; deleting it may take longer."""
    buckets = folder / "storage"
    buckets.mkdir(mode=0o700, exist_ok=True)
    aside = Path(mkdtemp(prefix=".deleted-", dir=buckets))
    for bucket in buckets.glob("[!.]*"):
        bucket.rename(aside / bucket.name)
        bucket.mkdir(mode=0o700, exist_ok=True)
    shutil.rmtree(aside)


def reset_simulators(urls: dict[str, str]) -> None:
    for name in SIMULATORS:
        request = urllib.request.Request(f"{urls[name]}/control/reset", method="POST")  # noqa: S310 (our own address)
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310 (our own address)
                pass
        except URLError as error:
            raise StackError(f"{name} could not be reset: {error.reason}") from None
