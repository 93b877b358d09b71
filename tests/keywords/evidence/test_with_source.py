"""Every value of a run can be recomputed: no experiment states one, and no spec states one with a population."""

import ast

import pytest
from robot.api.parsing import Token, get_resource_tokens, get_tokens

from keywords.basics.folders import REPOSITORY

OBSERVER, STATING = "keywords.evidence.observing", "population"
MAY_STATE = {
    "libraries/observing.py",  # `Figure Holds`, for a spec that has another library's number and its population
    "libraries/asserting.py",  # an assertion in the setup of a suite, which is on no record
}
MODULES = sorted(
    file
    for file in (REPOSITORY / "keywords").rglob("*.py")
    if "evidence" not in file.relative_to(REPOSITORY / "keywords").parts
)


def stated(module: ast.Module) -> list[int]:
    """The lines that make an observation by hand, or observe one with a population."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Observation")
            or (
                isinstance(node.func, (ast.Name, ast.Attribute))
                and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "observe"
                and any(word.arg == STATING for word in node.keywords)
            )
        )
    ]


def test_no_module_states_a_value_with_its_population() -> None:
    found = {}
    for file in MODULES:
        if lines := stated(ast.parse(file.read_text(encoding="utf-8"))):
            found[file.relative_to(REPOSITORY / "keywords").as_posix()] = lines
    assert found.keys() == MAY_STATE, f"observe these from cases or samples; see {OBSERVER}: {found}"


@pytest.mark.parametrize(
    "call", ["Observation(name='a')", "observe('a', 1, population=3)", "recorder.observe('a', 1, population=3)"]
)
def test_each_way_to_state_a_value_is_found(call: str) -> None:
    assert stated(ast.parse(call)) == [1]
    assert stated(ast.parse("observe('a', rule, cases), recorder.observe('a', 1, rule=rule, samples=[1])")) == []


def test_no_spec_states_a_figure_with_its_population() -> None:
    found = []
    files = [*REPOSITORY.glob("resources/**/*.resource"), *REPOSITORY.glob("suites/**/*.robot")]
    for file in files:
        read = get_resource_tokens if file.suffix == ".resource" else get_tokens
        keyword = ""
        for token in read(str(file)):
            keyword = token.value.lower() if token.type == Token.KEYWORD else keyword
            if keyword == "figure holds" and token.type == Token.ARGUMENT and token.value.startswith(f"{STATING}="):
                found.append(f"{file.name}:{token.lineno}")
    assert len(files) > 20
    assert found == []
