"""The steps of one record while it is made: nested, folded where equal ones follow each other, and on disk at once."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from keywords.basics.secrets import mask
from keywords.evidence.model import DONE, FOLDER, UNDER_WAY, Step, now, short

SHOWN = 3  # so many equal steps in a row are shown; with one more, they become one step
MOST = 40  # steps within one; what comes after them is counted in one more
NOTES = 6  # sentences of what one step saw
LONG = 120  # the longest argument
REST = "And more"
SUFFIX = ".steps.jsonl"


class Course:
    """What is done, step by step. Only one thread writes into it."""

    def __init__(
        self,
        steps: list[Step] | None = None,
        file: Path | None = None,  # None: nothing is on disk until the record is
        clock: Callable[[], datetime] = now,
        keeps: Callable[[], bool] = lambda: True,
    ) -> None:
        self.steps: list[Step] = [] if steps is None else steps
        self._file, self._clock, self._keeps = file, clock, keeps
        self._open: list[_Open] = []
        self._from = 0  # the first of the outermost steps that may become one with those that follow
        self._lines = 0

    def part(self) -> None:
        """Begin a new part, such as a keyword of a check: none of its steps becomes one with those before."""
        self._from = len(self.steps)

    def begin(self, name: str, args: Sequence[object] = ()) -> Step:
        within = self._open[-1] if self._open else None
        siblings = within.step.steps if within else self.steps
        new = Step(name=short(name), args=[_cut(arg) for arg in args], started=self._clock())
        quiet = bool(within and within.quiet) or _is_one_of_many(
            new, siblings[self._from :] if siblings is self.steps else siblings
        )
        self._open.append(_Open(new, siblings, time.monotonic(), quiet))
        self._write("begun", name=new.name, args=new.args)
        siblings.append(new)
        return new

    def called(self, sentence: str, args: Sequence[object] = ()) -> None:
        """Call the step under way by what it is about, so that it does not become one with others of its kind."""
        if self._open:
            step = self._open[-1].step
            step.name, step.args = short(sentence), [_cut(arg) for arg in args]

    def end(self, outcome: Any = DONE, seen: Sequence[str] = ()) -> None:
        """End the step that was begun last."""
        at_hand = self._open[-1]
        step = at_hand.step
        step.seconds, step.outcome = round(time.monotonic() - at_hand.began, 3), outcome
        step.seen = [*step.seen, *map(short, seen)]
        at_hand.quiet = at_hand.quiet and outcome == DONE
        self._write("ended", name=step.name, seconds=step.seconds, outcome=step.outcome, seen=step.seen)
        self._open.pop()
        first = self._first(at_hand.siblings)
        latest = at_hand.siblings[first:]
        _fold(latest)
        at_hand.siblings[first:] = latest

    def _first(self, siblings: list[Step]) -> int:
        return self._from if siblings is self.steps else 0

    def _write(self, what: str, **content: Any) -> None:
        """Add a line, which a killed run leaves. Equal steps without end are not written one by one."""
        if self._file is None or self._open[-1].quiet or not self._keeps():
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = {what: self._clock().isoformat(), "depth": len(self._open), **content}
        with self._file.open("a" if self._lines else "w", encoding="utf-8") as lines:
            lines.write(mask(json.dumps(line, ensure_ascii=False)) + "\n")
        self._lines += 1


def unfinished(results: Path) -> list[str]:
    """The experiments that were under way when a run was killed, and how far each came, in sentences."""
    sentences = []
    for file in sorted((results / FOLDER).glob(f"*/*{SUFFIX}")):
        begun = [name for line in file.read_text("utf-8", "replace").splitlines() if (name := _begun(line))]
        if begun and not file.with_name(file.name.removesuffix(SUFFIX) + ".json").is_file():
            where = file.relative_to(results).as_posix()
            sentences.append(f"An experiment did not end; the last step that it began was {begun[-1]!r} ({where}).")
    return sentences


def _begun(line: str) -> str:
    """The step that a line says was begun; '' for any other line, and for a torn one."""
    try:
        return str(content["name"]) if "begun" in (content := json.loads(line)) else ""
    except (ValueError, KeyError):
        return ""


class _Open:
    """A step that is under way."""

    def __init__(self, step: Step, siblings: list[Step], began: float, quiet: bool) -> None:
        self.step, self.siblings, self.began, self.quiet = step, siblings, began, quiet


def _cut(arg: object) -> str:
    text = short(arg)
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def _is_one_of_many(new: Step, before: Sequence[Step]) -> bool:
    if not before or before[-1].name == REST:
        return bool(before)
    of_rounds = any(f" and {new.name}" in f" and {step.name}" for step in before[-2:] if step.times > 1)
    return of_rounds or (before[-1].name == new.name and before[-1].times > 1)


def _fold(steps: list[Step]) -> None:
    """Make one step of the equal ones at the end, and of all that come after the most that are shown."""
    if _fold_rounds(steps):
        return
    last = steps[-1]
    equal = [step for step in steps[-SHOWN - 1 :] if step.name == last.name and step.outcome == last.outcome == DONE]
    if len(steps) > 1 and steps[-2].name == REST:
        _merge(steps, 2, REST)
    elif len(equal) > 1 and equal[-2] is steps[-2] and equal[-2].times > 1:
        _merge(steps, 2, last.name)
    elif len(equal) > SHOWN:
        _merge(steps, SHOWN + 1, last.name)
    elif len(steps) > MOST:
        _merge(steps, 1, REST)


def _fold_rounds(steps: list[Step]) -> bool:
    """Make one step of two that take turns, such as an upload and the wait for its end."""
    two = " and ".join(step.name for step in steps[-2:])
    if any(step.outcome != DONE for step in steps[-2:]) or len({step.name for step in steps[-2:]}) < 2:
        return False
    if len(steps) > 2 and steps[-3].name == two:
        rounds = 1
    elif [step.name for step in steps[-2 * SHOWN - 2 :]] == [step.name for step in steps[-2:]] * (SHOWN + 1):
        rounds = SHOWN + 1
    else:
        return False
    of_each = [_as_one(steps[-2 * rounds + place :: 2]) for place in (0, 1)]
    before = steps[-2 * rounds - 1] if rounds == 1 else None
    if before:
        of_each = [_as_one([known, more]) for known, more in zip(before.steps, of_each, strict=True)]
    began, (_, last) = of_each[0].started, of_each
    ended = last.started + timedelta(seconds=last.seconds)
    one = Step(
        name=two,
        started=began,
        seconds=round((ended - began).total_seconds(), 3),
        outcome=DONE,
        times=rounds + (before.times if before else 0),
        steps=of_each,
    )
    steps[-2 * rounds - bool(before) :] = [one]
    return True


def _as_one(equal: list[Step]) -> Step:
    several = list(equal)
    _merge(several, len(several), several[0].name)
    return several[0]


def _merge(steps: list[Step], number: int, name: str) -> None:
    """Make one of so many steps at the end; it keeps what the first did, and what the first and the last few saw."""
    first, last = steps[-number], steps[-1]
    span = (last.started - first.started).total_seconds() + last.seconds
    seen = list(dict.fromkeys(note for step in steps[-number:] for note in step.seen))
    between = [] if first.args == last.args else ["…", *last.args]
    one = first.model_copy(
        update={
            "name": name,
            "args": [] if name == REST else [*first.args[: len(last.args)], *between],
            "seconds": round(max(span, first.seconds, last.seconds), 3),
            "seen": seen if len(seen) <= NOTES else [*seen[:2], "…", *seen[-NOTES + 3 :]],
            "times": sum(step.times for step in steps[-number:]),
            "steps": [] if name == REST else first.steps,
        }
    )
    bad = next((step.outcome for step in steps[-number:] if step.outcome not in (DONE, UNDER_WAY)), one.outcome)
    steps[-number:] = [one.model_copy(update={"outcome": bad})]
