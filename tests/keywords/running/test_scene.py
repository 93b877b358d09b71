"""What a check has under way ends with it, the latest first, whatever happens."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from keywords.running.scene import Scene
from tests.keywords.running.made import world


@pytest.fixture
def said() -> list[str]:
    return []


@contextmanager
def noting(said: list[str], name: str, trouble: str = "") -> Iterator[str]:
    said.append(f"begin {name}")
    try:
        yield name
    finally:
        said.append(f"end {name}")
    if trouble:
        raise AssertionError(trouble)


def test_everything_ends_the_latest_first(said: list[str]) -> None:
    scene = Scene()
    assert scene.begin("a", noting(said, "a")) == "a"
    scene.begin("b", noting(said, "b"))
    assert scene.close() == ""
    assert said == ["begin a", "begin b", "end b", "end a"]
    assert scene.close() == ""
    assert len(said) == 4, "nothing ends twice"


def test_one_thing_ends_before_the_others(said: list[str]) -> None:
    scene = Scene()
    for name in ("a", "b", "c"):
        scene.begin(name, noting(said, name))
    assert scene.latest(lambda what: what in ("a", "b")) == "b"
    assert scene.end(lambda what: what == "b") == 1
    assert scene.end(lambda what: what == "b") == 0
    assert scene.latest(lambda what: what == "b") is None
    assert said[3:] == ["end b"]
    scene.close()
    assert said[4:] == ["end c", "end a"]


def test_it_remembers_what_is_over(said: list[str]) -> None:
    scene = Scene()
    for name in ("a", "b"):
        scene.begin(name, noting(said, name))
    scene.end(lambda what: what == "b")
    assert scene.last(lambda _: True) == "b"
    assert scene.last(lambda what: what == "c") is None
    scene.close()
    assert scene.last(lambda _: True) is None, "of this check only"


def test_trouble_at_one_end_keeps_no_other_from_its_end(said: list[str]) -> None:
    scene = Scene()
    scene.begin("a", noting(said, "a"))
    scene.begin("b", noting(said, "b", "it did not come back"))
    assert scene.close() == "it did not come back"
    assert said[2:] == ["end b", "end a"]


def test_what_is_ended_by_name_tells_its_trouble(said: list[str]) -> None:
    scene = Scene()
    scene.begin("a", noting(said, "a", "it did not come back"))
    with pytest.raises(AssertionError, match="did not come back"):
        scene.end(lambda _: True)
    assert scene.close() == ""


def test_the_next_check_plays_on_the_own_stack_again() -> None:
    scene = Scene()
    scene.world = world()
    scene.close()
    assert scene.world is None


def test_what_could_not_begin_need_not_end(said: list[str]) -> None:
    @contextmanager
    def refused() -> Iterator[None]:
        raise AssertionError("refused")
        yield

    scene = Scene()
    with pytest.raises(AssertionError, match="refused"):
        scene.begin("a", refused())
    assert scene.close() == ""


def test_it_knows_when_a_thing_began_and_when_its_ending_began(said: list[str]) -> None:
    scene, before = Scene(), time.time()
    scene.begin("a", noting(said, "a"))
    began, ended = scene.times_of("a")
    assert before <= began <= time.time()
    assert ended == 0, "it is under way"
    scene.begin("b", noting(said, "b"))
    assert scene.under_way(lambda _: True) == ["b", "a"]
    scene.end(lambda what: what == "a")
    assert scene.times_of("a")[1] >= began
    assert scene.under_way(lambda _: True) == ["b"]


def test_what_ends_after_an_error_hears_of_it(said: list[str]) -> None:
    @contextmanager
    def hearing() -> Iterator[None]:
        try:
            yield
        except KeyError as error:
            said.append(f"heard {error}")
            raise

    scene = Scene()
    scene.begin("a", hearing())
    scene.begin("b", noting(said, "b", "it did not come back"))
    assert scene.close(KeyError("x")) == ""
    assert said == ["begin b", "end b", "heard 'x'"]
    assert scene.under_way(lambda _: True) == []
