"""Random choices that can be repeated after a failure."""

import os
import random
import time

SEED = int(os.environ.get("COUNTERSIGN_SEED", time.time_ns() % 10**6))


def chance() -> random.Random:
    print(f"to repeat these choices: COUNTERSIGN_SEED={SEED}")  # noqa: T201 (pytest shows it when the test fails)
    return random.Random(SEED)
