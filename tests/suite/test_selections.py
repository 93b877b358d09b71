"""The id of a requirement is a selection: it selects the checks that speak for it, and nothing else."""

import pytest
from robot import running

from keywords.running.checks import SUITES


def experiments_of(tag: str) -> set[str]:
    """The experiments that the rows of this selection read."""
    suite = running.TestSuite.from_file_system(str(SUITES))
    suite.filter(included_tags=[tag])
    return {str(test.body[0].args[0]) for test in suite.all_tests}


@pytest.mark.parametrize(
    ("tag", "experiment"),
    [
        ("P3-6.2", "the parser away"),
        ("P3-6.4", "the database away"),
        ("P9-4.6", "the monitor away"),
    ],
)
def test_a_failure_on_demand_selects_that_failure_alone(tag: str, experiment: str) -> None:
    assert experiments_of(tag) == {experiment}
