"""How near vectors are, against values that can be computed by hand."""

import pytest

from keywords.history.vectors import alike, cosine, length, nearness

X, Y, BETWEEN = (1.0, 0.0), (0.0, 2.0), (3.0, 4.0)


def test_the_length_of_a_vector() -> None:
    assert (length(X), length(Y), length(BETWEEN), length(())) == (1, 2, 5, 0)


def test_the_cosine_is_1_for_one_direction_and_0_for_nothing_in_common() -> None:
    assert cosine(X, (7.0, 0.0)) == 1
    assert cosine(X, Y) == 0
    assert cosine(X, (-2.0, 0.0)) == -1
    assert cosine(X, BETWEEN) == pytest.approx(0.6)
    assert cosine(X, (0.0, 0.0)) == 0


def test_vectors_of_different_dimensions_cannot_be_compared_and_are_not_alike() -> None:
    with pytest.raises(ValueError, match="zip"):
        cosine(X, (1.0,))
    assert not alike(X, (1.0,))


def test_vectors_are_alike_within_single_precision() -> None:
    assert alike(X, (1.0, 1e-4))
    assert not alike(X, (1.0, 0.1))


def test_the_nearest_comes_first() -> None:
    assert list(nearness(X, {"far": (-1.0, 0.0), "near": (1.0, 0.1), "middle": Y})) == ["near", "middle", "far"]
