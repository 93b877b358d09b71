"""The arguments of steps in the log, as people read them."""

from keywords.libraries.robots import readable
from tests.keywords.libraries.made import sent


def test_a_list_is_shown_by_its_items() -> None:
    one = sent()
    assert readable([one, one]) == f"{one}, {one}"
    assert readable("3 s") == "3 s"
