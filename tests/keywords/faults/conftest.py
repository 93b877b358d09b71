"""What the tests of faults share."""

from pathlib import Path

import pytest

from keywords.safety import ledger


@pytest.fixture(autouse=True)
def ledgers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of each test's ledgers: no other test sweeps them."""
    folder = tmp_path / "state"
    monkeypatch.setenv(ledger.VARIABLE, str(folder))
    return folder
