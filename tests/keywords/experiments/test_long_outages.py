"""A long outage shows something only if enough documents needed what was away."""

import pytest

from keywords.basics.errors import Inconclusive
from keywords.experiments.failures.long_outages import inconclusive_unless_needed
from tests.keywords.figures.outages import outage


def test_it_shows_something_if_enough_documents_needed_the_service() -> None:
    record = outage()
    assert (len(record.waiting_at_break()), len(record.unfinished_at_healing())) == (1, 2)
    inconclusive_unless_needed(record, at_break=1, at_healing=2)


@pytest.mark.parametrize(("at_break", "at_healing"), [(2, 2), (1, 3)])
def test_it_shows_nothing_if_too_few_did(at_break: int, at_healing: int) -> None:
    said = f"1 documents needed the llamaparse at the break, and 2 had not ended at the healing; it takes {at_break}"
    with pytest.raises(Inconclusive, match=said):
        inconclusive_unless_needed(outage(), at_break, at_healing)
