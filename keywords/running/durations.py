"""Remembers how long each experiment took in each environment, so that the next run can estimate its time left.

The file lies in the user's state folder, beside the ledgers. It is not in results/: a run clears that folder before it
begins, people delete it or name another, and a dossier must hold nothing of an older run. Nothing is judged by these
times. Without the file, or with a torn one, only the estimate is worse.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from keywords.safety import ledger

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
FORM = TypeAdapter(dict[str, dict[str, Seconds]])  # by environment and experiment


def path() -> Path:
    return ledger.folder() / "durations.json"


def known(environment: str) -> dict[str, float]:
    """The seconds that each experiment took when it last ran in this environment."""
    return _all().get(environment, {})


def remember(environment: str, took: Mapping[str, float]) -> None:
    """Replace the times of these experiments, and keep those of the others."""
    times = _all()
    times[environment] = {**times.get(environment, {}), **{name: round(seconds, 3) for name, seconds in took.items()}}
    new = path().with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_bytes(FORM.dump_json(times, indent=1))
        new.replace(path())


def _all() -> dict[str, dict[str, float]]:
    try:
        return FORM.validate_json(path().read_bytes())
    except (OSError, ValueError):
        return {}
