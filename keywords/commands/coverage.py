"""`make docs` writes docs/coverage.md: what stands behind each requirement, and the answers to the audit."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from keywords.basics import yaml_files
from keywords.basics.folders import REPOSITORY, VARIABLES
from keywords.checklists.requirements import Requirement, checklists
from keywords.proof.defects import Defect, defects
from keywords.running import checks

PAGE = REPOSITORY / "docs" / "coverage.md"
AUDIT = VARIABLES / "audit.yaml"
HERE = "embedded"
OPEN = "open"
INTRODUCTION = """# Coverage

Written by `make docs` from the suites, the checklists and the seeded defects; do not edit it.

A check may speak for a requirement only with a figure or fact that the checklist names for it (`about:`), and only if
it would turn red when the sentence of the requirement were false. *Would turn red* names the seeded defects that claim
the requirement and select one of its checks; `countersign prove` shows that they do. *Asks beyond that* is what the
sentence says and no check looks at.
"""


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Record):
    """One line of the audit, and what became of it."""

    id: str
    found: Literal["overclaimed", "thin"]
    answer: str = ""  # '': the line is open


class Audit(Record):
    lines: list[Answer]


def page(root: Any, known: Iterable[Defect], audit: Audit) -> str:
    tests = [(test, frozenset(map(str, test.tags))) for test in root.all_tests]
    broken = list(known)
    parts = [INTRODUCTION]
    for checklist in checklists():
        parts.append(f"## {checklist.heading}\n")
        requirements = checklist.requirements
        behind = {one.id: [test for test, tags in tests if one.id in tags] for one in requirements}
        parts.append("| requirement | here | checks | would turn red | may speak for it | asks beyond that |")
        parts.append("|---|---|---|---|---|---|")
        parts += [row(one, behind[one.id], broken) for one in requirements if behind[one.id]]
        bare = [one for one in requirements if not behind[one.id]]
        parts.append(f"\nWithout checks of their own ({len(bare)}): {', '.join(map(named, bare))}.\n")
    return "\n".join([*parts, *answers(audit)]) + "\n"


def row(requirement: Requirement, tests: list[Any], known: Iterable[Defect]) -> str:
    names = {test.name for test in tests}
    red = [one.name for one in known if requirement.id in one.requirements and names & set(one.selection)]
    cells = (
        f"**{requirement.id}** {requirement.text}{supported(requirement)}",
        verdict(requirement),
        "<br>".join(sorted(names)),
        ", ".join(f"`{name}`" for name in red) or "none yet",
        "; ".join(requirement.about),
        requirement.beyond,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def verdict(requirement: Requirement) -> str:
    """The most that a run on the embedded pipeline can say."""
    if requirement.compares:
        return f"rehearsal: one side of {' and '.join(requirement.compares)}"
    if not requirement.applies_to(HERE):
        return f"rehearsal for {', '.join(requirement.environments)}"
    return "verdict"


def supported(requirement: Requirement) -> str:
    """What fails with a promise, or ''."""
    return f"<br>supports {', '.join(requirement.supports)}" if requirement.supports else ""


def named(requirement: Requirement) -> str:
    return f"{requirement.id} ({requirement.kind})"


def answers(audit: Audit) -> Iterator[str]:
    left = sum(not line.answer for line in audit.lines)
    yield "## Answers to the audit\n"
    yield f"An audit read every verdict against its sentence. {left} of its {len(audit.lines)} lines are open.\n"
    yield "| requirement | found | answer |"
    yield "|---|---|---|"
    for line in audit.lines:
        yield f"| {line.id} | {line.found} | {line.answer or OPEN} |"


def load() -> Audit:
    return yaml_files.load(Audit, AUDIT)


def current() -> str:
    return page(checks.read(), defects(), load())


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
