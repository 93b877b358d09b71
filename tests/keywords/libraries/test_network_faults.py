"""What `Spoil Network` makes of its cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from keywords.basics.errors import SpecError
from keywords.faults.fault import Fault
from keywords.libraries import faults as module
from keywords.libraries.faults import faults
from keywords.libraries.typed import Amount
from keywords.stacks.conditions import Conditions
from tests.keywords.running.made import run
from tests.keywords.stacks.fake import FakeStack, world_on


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> faults:
    @contextmanager
    def struck(*_: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(module, "until_healed", struck)
    given = faults(run())
    given.run.scene.world = world_on(FakeStack())
    return given


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        ({"silent": True}, {"silent": True}),
        ({"silent": True, "direction": "forth"}, {"silent": True, "direction": "forth"}),
        (
            {"latency": timedelta(milliseconds=300), "speed": Amount("20 KB")},
            {"latency_seconds": 0.3, "bytes_per_second": 20_000},
        ),
        (
            {"cut_after": Amount("1000 B"), "direction": "forth"},
            {"cut_after": 1000, "ending": "close", "direction": "forth"},
        ),
        ({"cut_after": Amount("0 B"), "reset": True}, {"cut_after": 0, "ending": "reset"}),
    ],
)
def test_cells_become_the_conditions_of_the_link(library: faults, cells: Any, meant: dict[str, Any]) -> None:
    library.spoil_network("storage", **cells)
    assert library.run.scene.latest(lambda _: True) == Fault("network", "storage", meant)
    Conditions(**meant)


@pytest.mark.parametrize("cells", [{}, {"direction": "forth"}, {"reset": True}])
def test_a_network_is_not_spoilt_by_nothing(library: faults, cells: Any) -> None:
    with pytest.raises(SpecError, match="say how the network is spoilt: refused=True, silent=True"):
        library.spoil_network("storage", **cells)
