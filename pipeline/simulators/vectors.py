"""Embeddings by feature hashing: texts that share words, above all rare ones, are close to each other.

A stable hash gives each word a few of the dimensions, so the same text has the same vector everywhere.
"""

import math
from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from operator import mul

from pipeline.simulators.words import COMMON, names, stem, words

DIMENSIONS_OF_A_WORD = 8
COMMON_WEIGHT = 0.1
NAME_WEIGHT = 1.5
PAIR_WEIGHT = 0.2
REPEATED_WEIGHT = 0.25  # low, so that frequent words do not drown the rare ones


def embed(text: str, dimensions: int) -> list[float]:
    """The unit vector of a text."""
    stems = [root(word) for word in words(text)] or [text]
    named = {root(word) for word in names(text)}
    weights = {
        word: weight(word) * (NAME_WEIGHT if word in named else 1) * (1 + REPEATED_WEIGHT * math.log(count))
        for word, count in Counter(stems).items()
    }
    for first, second in set(pairwise(stems)):
        if first not in COMMON and second not in COMMON:
            weights[f"{first} {second}"] = PAIR_WEIGHT
    vector = [0.0] * dimensions
    for feature, value in weights.items():
        plus, minus = places(feature, dimensions)
        for place in plus:
            vector[place] += value
        for place in minus:
            vector[place] -= value
    length = math.sqrt(sum(map(mul, vector, vector))) or 1.0
    return [value / length for value in vector]


def root(word: str) -> str:
    return word if word in COMMON else stem(word)


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """The weight of a word: long words and numbers are rare, and so distinguish texts."""
    if word in COMMON:
        return COMMON_WEIGHT
    if any(character.isdigit() for character in word):
        return min(2.0, 0.6 + 0.3 * len(word))
    return min(2.0, 0.4 + 0.15 * len(word)) if word.isascii() else min(2.0, 0.6 + 0.2 * len(word))


@lru_cache(maxsize=131_072)
def places(feature: str, dimensions: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The dimensions that a word or a pair of words raises, and those that it lowers."""
    digest = blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=4 * DIMENSIONS_OF_A_WORD).digest()
    numbers = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, len(digest), 4)]
    chosen = [((number >> 1) % dimensions, number & 1) for number in numbers]
    return tuple(place for place, sign in chosen if sign), tuple(place for place, sign in chosen if not sign)
