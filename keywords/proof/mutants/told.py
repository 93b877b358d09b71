"""The report of `countersign mutate`: what was caught, by subject, how soon, and what survived."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from keywords.proof.mutants.kept import Fate, Tried
from keywords.proof.mutants.trial import BROKE_DOWN
from keywords.proof.report import aligned, interval

HEADINGS = ("subject", "mutants", *(str(fate) for fate in Fate), "rate", "95 % interval")
ALL = "all"


def report(tried: Sequence[Tried], seed: int) -> str:
    parts = [f"seed {seed}, {len(tried)} mutants", table(tried), soon(tried)]
    parts += [sentence for each in tried if (sentence := survivor(each))]
    return "\n".join(filter(None, parts)) + "\n"


def table(tried: Sequence[Tried]) -> str:
    """One line for each folder of the pipeline, and one for all."""
    of_subject: Mapping[str, list[Tried]] = defaultdict(list)
    for each in tried:
        of_subject[each.subject.partition("/")[0]].append(each)
    rows = [_row(subject, found) for subject, found in sorted(of_subject.items())]
    return aligned([HEADINGS, *rows, _row(ALL, tried)])


def rate(tried: Sequence[Tried]) -> tuple[int, int]:
    """How many were caught, of those that a check reached and that nobody called equivalent."""
    caught = sum(each.verdict is Fate.CAUGHT for each in tried)
    return caught, caught + sum(each.verdict is Fate.SURVIVED for each in tried)


def soon(tried: Sequence[Tried]) -> str:
    caught = [each for each in tried if each.verdict is Fate.CAUGHT]
    broke_down = sum(each.because.startswith(BROKE_DOWN) for each in caught)
    by = f"caught {len(caught)}, {broke_down} of them because a check broke down"
    seconds = [each.seconds for each in caught if each.seconds]
    if not seconds:
        return by
    return f"{by}\nseconds of a run that caught its mutant: median {median(seconds):.0f}, longest {max(seconds):.0f}"


def survivor(tried: Tried) -> str:
    if tried.verdict not in (Fate.SURVIVED, Fate.INCONCLUSIVE, Fate.NOT_REACHED):
        return ""
    weather = ", in fair weather" if tried.fair_weather else ""
    return f"\n{tried.verdict}{weather}: {tried.name} ({tried.because})\n{tried.diff}"


def _row(subject: str, tried: Sequence[Tried]) -> tuple[str, ...]:
    counts = [str(sum(each.verdict is fate for each in tried)) for fate in Fate]
    caught, of = rate(tried)
    if not of:
        return subject, str(len(tried)), *counts, "-", "-"
    low, high = interval(caught, of)
    return subject, str(len(tried)), *counts, f"{100 * caught / of:.0f} %", f"{100 * low:.0f} to {100 * high:.0f} %"
