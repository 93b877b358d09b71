"""Where the repository keeps what the rooms read and write."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
VARIABLES = REPOSITORY / "variables"
RESULTS = REPOSITORY / "results"
