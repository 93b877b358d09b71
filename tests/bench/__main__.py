"""`python -m tests.bench [GROUP...] [--quick]`: measure, print, and write the page once all groups are measured."""

import argparse
import json
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tests.bench import api, documents, large_upload, machine, queue_depth, search, starts, suite, table
from tests.bench.figures import Record
from tests.bench.page import page

GROUPS: dict[str, ModuleType] = {
    "starts": starts,
    "api": api,
    "documents": documents,
    "queue": queue_depth,
    "search": search,
    "large": large_upload,
    "suite": suite,
}
ROOT = Path(__file__).parents[2]
KEPT = ROOT / "results" / "bench"
PAGE = ROOT / "docs" / "performance.md"


def main() -> int:
    given = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that SIGTERM ends this run's stacks too
    broken = [group for group in given.groups or GROUPS if not _run(group, given.quick)]
    if broken:
        say(f"failed to measure: {', '.join(broken)}")
    elif not given.quick and (kept := _kept()).keys() == GROUPS.keys():
        methods = {name: module.__doc__ or "" for name, module in GROUPS.items()}
        PAGE.write_text(page(list(kept.values()), methods, machine.describe()), encoding="utf-8")
        say(f"wrote {PAGE.relative_to(ROOT)}")
    return bool(broken)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the embedded pipeline.")
    parser.add_argument("groups", nargs="*", type=_group, metavar="GROUP", help=f"{', '.join(GROUPS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it out; keeps no results")
    return parser


def _group(name: str) -> str:
    if name not in GROUPS:
        raise argparse.ArgumentTypeError(f"no group {name!r}; the groups are {', '.join(GROUPS)}")
    return name


def _run(group: str, quick: bool) -> bool:
    say(f"\n{group}")
    load, busy = machine.load_average(), machine.busy_percent()
    taken_at, began = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    try:
        measured = GROUPS[group].measure(quick)
    except Exception as error:
        say(f"{type(error).__name__}: {error}")
        return False
    seconds = round(time.monotonic() - began, 1)
    record = Record(group, taken_at, seconds, load, machine.load_average(), busy, measured.figures, measured.remarks)
    say(table.text(record.figures))
    for remark in record.remarks:
        say(f"! {remark}")
    say(f"({seconds:.0f} s; before that the machine was {busy:.0f} % busy, load average {load})")
    if not quick:
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{group}.json").write_text(json.dumps(record.as_dict(), indent=2) + "\n", encoding="utf-8")
    return True


def _kept() -> dict[str, Record]:
    found = {group: KEPT / f"{group}.json" for group in GROUPS}
    return {
        group: Record.from_dict(json.loads(path.read_text(encoding="utf-8")))
        for group, path in found.items()
        if path.exists()
    }


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
