"""An outage that hardly any document noticed shows nothing about recovery."""

import pytest

from keywords.basics.errors import Inconclusive
from keywords.experiments.failures.breaking import inconclusive_if_few
from tests.keywords.figures.outages import JOBS, job, outage

MORE = [job(name, 1009, 1014) for name in ("c", "d")]


def test_three_documents_unfinished_at_the_healing_are_enough_and_two_are_not() -> None:
    with pytest.raises(Inconclusive, match="2 documents needed the llamaparse"):
        inconclusive_if_few(outage())
    inconclusive_if_few(outage(jobs=[*JOBS, *MORE]))


def test_a_service_that_readiness_does_not_know_needs_none() -> None:
    inconclusive_if_few(outage(service="monitor", jobs=JOBS[:1]))
