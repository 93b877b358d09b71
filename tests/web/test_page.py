"""The page in a real browser: each test of the specs beside this file is one test here."""

from pathlib import Path

import pytest

from keywords.browsers.finding import Browser, find
from keywords.commands.browsers import in_ci
from tests.pipeline.conftest import Stack
from tests.web.specs import Case, Specs, cases, variables


@pytest.fixture(scope="session")
def browser() -> Browser:
    found = find()
    if found is None and in_ci():
        pytest.fail("no browser: make browsers", pytrace=False)
    return found or pytest.skip("no browser: make browsers")


@pytest.fixture(scope="session")
def specs(
    browser: Browser, stack: Stack, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Specs:
    results: Path = tmp_path_factory.mktemp("web")
    made = Specs(variables(stack.name, browser), results)
    parameters = (item.callspec.params for item in request.session.items if hasattr(item, "callspec"))
    made.choose(given["case"] for given in parameters if isinstance(given.get("case"), Case))
    return made


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_in_a_browser(case: Case, specs: Specs) -> None:
    seen = specs.outcome(case)
    if seen.status == "SKIP":
        pytest.skip(seen.message)
    if seen.status != "PASS":
        pytest.fail(f"{seen.message}\nlog: {seen.log}", pytrace=False)
