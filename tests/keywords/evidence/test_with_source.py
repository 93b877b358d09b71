"""Most figures are observed from cases or samples. The list of those that are not may only become shorter."""

import ast
from collections import Counter

from keywords.basics.folders import REPOSITORY

OBSERVING = "keywords.evidence.observing"
ROOMS = (REPOSITORY / "keywords" / "experiments", REPOSITORY / "keywords" / "figures")
# How many calls of a module name a bare number, or a population of its own. Things given by their names become cases.
LEFT: dict[str, int] = {
    "experiments/data/database_rules.py": 5,
    "experiments/data/integrity.py": 3,
    "experiments/data/storage_access.py": 1,
    "experiments/data/test_data_cleanup.py": 2,
    "experiments/documents/batches.py": 1,
    "experiments/documents/samples.py": 4,
    "experiments/environment/network_exposure.py": 1,
    "experiments/environment/settings.py": 1,
    "experiments/environment/tracing.py": 3,
    "experiments/failures/bad_days.py": 9,
    "experiments/failures/breaking.py": 1,
    "experiments/failures/dead_letters.py": 3,
    "experiments/failures/kills.py": 5,
    "experiments/failures/long_outages.py": 6,
    "experiments/failures/poison.py": 1,
    "experiments/failures/restarts.py": 5,
    "experiments/failures/runbooks.py": 3,
    "experiments/failures/scarcity.py": 1,
    "experiments/failures/simulator_faults.py": 6,
    "experiments/failures/stray_webhooks.py": 1,
    "experiments/failures/tampering.py": 8,
    "experiments/failures/two_faults.py": 1,
    "experiments/interfaces/contract_ports.py": 1,
    "experiments/interfaces/endpoints.py": 2,
    "experiments/interfaces/error_codes.py": 3,
    "experiments/interfaces/webhook_calls.py": 2,
    "figures/outage_figures.py": 5,
}


def bare(module: ast.Module) -> int:
    """The calls that observe with a population of their own."""
    ours = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == OBSERVING
        for alias in node.names
        if alias.name in ("figure", "count", "share")
    }
    return sum(
        node.func.id in ours and any(word.arg == "of" for word in node.keywords)
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def test_no_module_observes_more_figures_without_cases_than_before() -> None:
    found = Counter[str]()
    for room in ROOMS:
        for file in room.rglob("*.py"):
            number = bare(ast.parse(file.read_text(encoding="utf-8")))
            if number:
                found[file.relative_to(REPOSITORY / "keywords").as_posix()] = number
    more = {name: (number, LEFT.get(name, 0)) for name, number in found.items() if number > LEFT.get(name, 0)}
    assert more == {}, "observe these from cases or samples; see keywords.evidence.observing"
    fewer = {name: (found[name], number) for name, number in LEFT.items() if found[name] < number}
    assert fewer == {}, "well done: now make the numbers in LEFT smaller"


def test_a_population_of_its_own_is_found() -> None:
    source = f"from {OBSERVING} import count, share\ncount('a', 1, of=2), share('b', cases), other('c', of=1)"
    assert bare(ast.parse(source)) == 1
