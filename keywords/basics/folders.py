"""The folders of the repository that keywords read and write."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
VARIABLES = REPOSITORY / "variables"
RESULTS = REPOSITORY / "results"
