"""What the tests of every folder share."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from keywords.safety import ledger
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine may hold up any example for seconds; what else hypothesis keeps to, here or in CI, stays as it is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests create is not in the ledgers of the user who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ledger.VARIABLE, str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack that the whole run shares."""
    with started("shared", **QUICK_AND_GENEROUS) as found:
        yield found
