"""No check can wait for ever: each folder of the suites gives all of its checks a timeout, wherever a run begins."""

import pytest

from keywords.running.checks import SUITES, read

FOLDERS = sorted(path.parent for path in SUITES.rglob("__init__.robot"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_check_of_a_folder_has_a_timeout(folder: object) -> None:
    tests = list(read([str(folder)]).all_tests)
    assert tests
    assert [test.name for test in tests if not test.timeout] == []


def test_every_folder_of_checks_is_looked_at() -> None:
    assert {path.parent for path in SUITES.rglob("*.robot")} == set(FOLDERS)
