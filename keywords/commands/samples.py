"""`python -m keywords.commands.samples FOLDER` writes the sample documents, and what each must give, for people."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from keywords.documents import samples


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m keywords.commands.samples", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them; it is made if it is not there")
    folder = parser.parse_args(arguments).folder
    documents = samples.write(folder)
    sys.stdout.write(f"{len(documents)} documents are in {folder}; {samples.LIST} says what each must give.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
