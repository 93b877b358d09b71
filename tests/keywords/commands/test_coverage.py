"""docs/coverage.md: written from the suites, with every requirement once and every answer to the audit."""

from keywords.checklists.requirements import catalogue
from keywords.commands import coverage
from keywords.commands.coverage import Answer, Audit
from keywords.proof.defects import defects
from keywords.running import checks


def test_the_page_is_in_step_with_suites_checklists_and_defects() -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.current(), "run `make docs`"


def test_every_requirement_is_there_once() -> None:
    text = coverage.current()
    tables, _, audit = text.partition("## Answers to the audit")
    assert [name for name in catalogue() if tables.count(f"**{name}** ") + tables.count(f" {name} (") != 1] == []
    assert audit.count("\n| P") == len(coverage.load().lines)


def test_a_row_names_its_checks_and_the_defects_that_turn_them_red() -> None:
    requirement = catalogue()["P9-6.1"]
    tests = [test for test in checks.read().all_tests if requirement.id in map(str, test.tags)]
    row = coverage.row(requirement, tests, defects())
    assert "The API Answers On Port 8000" in row
    assert "API answers on port 8000" in row
    assert "| verdict |" in row


def test_the_embedded_pipeline_alone_rehearses_comparisons_and_requirements_of_others() -> None:
    assert coverage.verdict(catalogue()["P7-1.2"]) == "rehearsal: one side of local and production"
    assert coverage.verdict(catalogue()["P3-5.1"]) == "rehearsal for docker, cloud"


def test_a_line_of_the_audit_without_an_answer_is_open() -> None:
    lines = [Answer(id="P4-1.1", found="thin"), Answer(id="P4-1.2", found="overclaimed", answer="It is measured.")]
    shown = list(coverage.answers(Audit(lines=lines)))
    assert "1 of its 2 lines are open" in shown[1]
    assert shown[-2:] == ["| P4-1.1 | thin | open |", "| P4-1.2 | overclaimed | It is measured. |"]


def test_the_audit_speaks_of_requirements_that_exist() -> None:
    lines = coverage.load().lines
    assert {line.id for line in lines} <= set(catalogue())
    assert len({line.id for line in lines}) == len(lines) > 80
