"""A spec that imports this has the experiments of this folder. They observe the figures of `helping`."""

from pathlib import Path

from tests.suite.libraries.joining import joined, written

written(joined("tests.suite.libraries.helping"), Path(__file__).parent)
