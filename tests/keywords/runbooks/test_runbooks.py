"""Runbooks are read and carried out exactly as written, and a wrong command shows."""

from pathlib import Path

import pytest

from keywords import experiments
from keywords.basics.errors import Inconclusive
from keywords.experiments.failures import runbooks as by_hand
from keywords.experiments.interfaces import error_codes
from keywords.runbooks import manual
from keywords.runbooks.manual import MEND, OVER, SEE, Done, Step
from tests.keywords.evidence.recorded import recorded

BOOK = """# It is away

```sh
true
```

## See it

Look:

```sh
echo "$STACK" | grep here
```

```text
this is no command
```

## Mend it

```sh
echo one \\
    two
```

## It is over when

```sh
test -n "$API"
```
"""
HERE = {"STACK": "here", "API": "http://127.0.0.1:9"}
BOOKS = sorted(path.stem for path in manual.FOLDER.glob("*.md") if "```sh" in path.read_text(encoding="utf-8"))


def test_each_command_belongs_to_the_heading_it_stands_under() -> None:
    found = manual.steps(BOOK)
    assert [(step.section, step.command) for step in found] == [
        ("", "true\n"),
        (SEE, 'echo "$STACK" | grep here\n'),
        (MEND, "echo one \\\n    two\n"),
        (OVER, 'test -n "$API"\n'),
    ]
    assert manual.steps_in(MEND, found) == [found[2]]


def test_a_command_runs_as_in_a_shell() -> None:
    done = manual.carry_out(manual.steps(BOOK), HERE)
    assert [each.status for each in done] == [0, 0, 0, 0]
    assert done[2].output == "one two\n"


@pytest.mark.parametrize(
    "wrong",
    ["grep nothing /dev/null", "false | true", "echo $NOBODY_SET_THIS", "python -m pipeline strat postgres", "exit 3"],
)
def test_a_wrong_command_ends_the_runbook(wrong: str) -> None:
    done = manual.carry_out([Step(MEND, "true\n"), Step(MEND, f"{wrong}\n"), Step(OVER, "true\n")], HERE)
    assert [each.good for each in done] == [True, False]
    assert wrong in str(done[1])


def test_a_command_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "STEP_SECONDS", 0.2)
    done = manual.execute(Step(OVER, "until false; do sleep 0.05; done\n"), HERE)
    assert not done.good
    assert "did not end" in done.output


def test_python_is_this_one_and_no_variable_leads_to_another_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELINE_DATABASE_URL", "postgresql://elsewhere")
    monkeypatch.setenv("PIPELINE_HOME", "stacks")
    said = manual.execute(Step(SEE, "python -c 'import robot'; env | grep PIPELINE_\n"), HERE).output
    assert said == f"PIPELINE_HOME={Path('stacks').absolute()}\n"


def test_a_machine_without_the_tools_is_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "NEEDED", ("bash", "no-such-tool"))
    with pytest.raises(Inconclusive, match="no-such-tool"):
        manual.execute(Step(SEE, "true\n"), HERE)


@pytest.mark.parametrize("name", BOOKS)
def test_every_runbook_says_how_to_see_the_trouble_how_to_mend_it_and_when_it_is_over(name: str) -> None:
    book = manual.read(name)
    assert {step.section for step in book} == {SEE, MEND, OVER}
    text = (manual.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert "**What users see.**" in text
    assert "**What is safe.**" in text


def test_every_runbook_is_carried_out_by_an_experiment_and_named_in_the_list() -> None:
    carried_out = {str(one.inputs["runbook"]) for one in experiments.catalogue().values() if "runbook" in one.inputs}
    assert carried_out == {f"{name}.md" for name in BOOKS}
    listed = (manual.FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.md)" in listed for name in BOOKS)


def test_a_step_that_failed_and_those_not_reached_are_counted() -> None:
    book = manual.steps(BOOK)
    with recorded(declared=by_hand.STEPS) as record:
        by_hand.observe_steps(book, [Done(book[0], 0, ""), Done(book[1], 1, "no such stack")])
    (seen,) = [one for one in record.observations if one.name in by_hand.STEPS]
    assert (seen.value, seen.population) == (25, 4)
    assert "no such stack" in seen.detail


def test_a_runbook_without_a_command_shows_nothing() -> None:
    with recorded(declared=by_hand.STEPS) as record:
        by_hand.observe_steps([], [])
    (seen,) = [one for one in record.observations if one.name in by_hand.STEPS]
    assert seen.population == 0


def test_the_page_of_codes_is_read() -> None:
    helps = manual.procedures()
    assert "provider_away.md" in helps["parser_unavailable"]
    assert all(helps.values())


def test_a_code_that_only_events_have_is_told_in_a_sentence() -> None:
    (said,) = manual.procedures_for_events().items()
    assert said[0] == "worker_lost"
    assert "You do not have to do anything" in said[1]
    assert said[0] not in manual.procedures()


def test_codes_are_the_values_that_openapi_allows() -> None:
    described = {
        "components": {
            "schemas": {
                "Failure": {"properties": {"code": {"type": "string", "enum": ["a", "b"]}}},
                "Problem": {"properties": {"code": {"type": "string"}, "message": {"enum": ["c"]}}},
                "Plain": {"type": "string"},
            }
        }
    }
    assert list(error_codes.codes_of(described)) == ["a", "b"]
    assert list(error_codes.codes_of({})) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md#part), [b](https://example.org/x.md), [c](gone.md), [d](#here)"
    assert manual.broken_links(text, tmp_path) == ["gone.md"]
