"""Whether a service is on its port, and who is at fault if it is not."""

from collections.abc import Iterator

import pytest

from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder
from keywords.experiments.interfaces.contract_ports import on_its_port
from tests.keywords.stacks.fake import FakeStack, world_on

NAME = "API answers on port 8000"


@pytest.fixture(autouse=True)
def evidence() -> Iterator[Evidence]:
    with Recorder().experiment("x", {}, [NAME]) as found:
        yield found


@pytest.mark.parametrize(
    ("address", "taken", "observed"),
    [
        ("http://127.0.0.1:8000", "", []),
        ("http://127.0.0.1:20001", "", [(0, 1, "its port: expected 8000, seen 20001")]),
        ("http://127.0.0.1:20001", "port 8000 (api) is taken", [(0, 0, "port 8000 (api) is taken")]),
    ],
)
def test_a_service_on_another_port_is_at_fault_unless_its_port_was_taken(
    evidence: Evidence, address: str, taken: str, observed: list[tuple[int, int, str]]
) -> None:
    stack = FakeStack()
    stack.ports_taken = taken
    world = world_on(stack)
    world.ordinary()
    assert on_its_port(world, NAME, address, 8000) is (not observed)
    assert [(seen.value, seen.population, seen.detail) for seen in evidence.observations] == observed
