"""What `make test` runs: pytest, then each red test once more, alone and in order.

A red test that then passes was disturbed, by its neighbours or by a busy machine. The closing lines list it; a few of
these do not make the run red.
"""

import signal
import sys
from collections.abc import Sequence

from tests import rounds
from tests.rounds import Outcome, Round

MOST_DISTURBED = 3
ALONE = ("-n", "0")


def judge(first: Round, again: Round | None = None) -> tuple[int, list[str]]:
    """The exit status of the run, and its closing lines."""
    repeated = again.outcomes if again else {}
    disturbed = [test for test in first.having("failed") if repeated.get(test, Outcome("")).result == "passed"]
    red = [test for test in first.having("failed") if test not in disturbed]
    passed, skipped = len(first.having("passed")), len(first.having("skipped"))
    reasons = first.broken + (again.broken if again else [])
    if not passed and not disturbed and not red:
        reasons.append("no test ran")
    lines = [
        f"disturbed: {test} failed after {first.outcomes[test].seconds:.1f} s, passed alone after "
        f"{repeated[test].seconds:.1f} s: {first.outcomes[test].failure}" for test in disturbed
    ]  # fmt: skip
    lines += [f"red: {test}: {first.outcomes[test].failure}" for test in red]
    if len(disturbed) > MOST_DISTURBED:
        reasons.append(f"{len(disturbed)} tests were disturbed, and at most {MOST_DISTURBED} may be")
        failed = len(red) + len(disturbed)
    else:
        passed += len(disturbed)
        failed = max(len(red), int(bool(reasons)))  # a program that reads only the last line must see red, too
    lines += [f"red: {reason}" for reason in reasons]
    lines.append(f"tests: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(failed > 0), lines


def main(words: Sequence[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    first, again = rounds.run(words), None
    red = first.having("failed")
    if red and not first.broken:
        _say(f"\nOnce more, alone and in order: {len(red)} red")
        again = rounds.run([*words, *ALONE], red)
    status, lines = judge(first, again)
    _say("\n" + "\n".join(lines))
    return status


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
