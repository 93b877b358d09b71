"""Whether a service is on its port, and whose fault it is when it is not."""

from typing import Any

import pytest

from keywords.evidence.recorder import recorder
from keywords.experiments.interfaces import contract_ports

NAME = "API answers on port 8000"


@pytest.mark.parametrize(
    ("address", "taken", "observed"),
    [
        ("http://127.0.0.1:8000", "", []),
        ("http://127.0.0.1:20001", "", [(0, 1, "it is on port 20001")]),
        ("http://127.0.0.1:20001", "port 8000 (api) is taken", [(0, 0, "port 8000 (api) is taken")]),
    ],
)
def test_a_service_elsewhere_is_at_fault_unless_its_port_was_taken(
    monkeypatch: pytest.MonkeyPatch, address: str, taken: str, observed: list[tuple[int, int, str]]
) -> None:
    seen: list[tuple[int, int, str]] = []

    def observe(_name: str, value: int, _unit: str, *, population: int, detail: str, **_: Any) -> None:
        seen.append((value, population, detail))

    monkeypatch.setattr(recorder, "observe", observe)
    monkeypatch.setattr(contract_ports, "why_elsewhere", lambda: taken)
    assert contract_ports.at_home(NAME, address, 8000) is (not observed)
    assert seen == observed
