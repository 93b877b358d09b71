"""What the tests of every folder share."""

from collections.abc import Iterator

import pytest

from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack that the whole run shares."""
    with started("shared", **QUICK_AND_GENEROUS) as found:
        yield found
