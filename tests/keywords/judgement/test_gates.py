"""Gates, targets and their files."""

from itertools import pairwise

import pytest

from keywords.basics.quantities import UNITS
from keywords.basics.words import Verdict
from keywords.checklists.requirements import catalogue
from keywords.evidence.model import Judgement
from keywords.judgement import gates, targets
from keywords.judgement.verdicts import RequirementVerdict

GATES = gates.load()


@pytest.mark.parametrize("environment", GATES.decides)
def test_every_requirement_of_an_environment_is_in_one_of_its_gates(environment: str) -> None:
    here = GATES.of(environment)
    outside = [
        r.id for r in catalogue().values() if r.applies_to(environment) and not any(gate.holds(r) for gate in here)
    ]
    assert outside == []


@pytest.mark.parametrize("environment", GATES.decides)
def test_no_gate_of_an_environment_is_empty(environment: str) -> None:
    for gate in GATES.of(environment):
        assert any(gate.holds(r) for r in catalogue().values() if r.applies_to(environment)), gate.id


@pytest.mark.parametrize("environment", ["embedded", "docker"])
def test_only_cloud_and_production_need_attestations(environment: str) -> None:
    for gate in GATES.of(environment):
        if gate.level == "must":
            assert not [r.id for r in catalogue().values() if gate.holds(r) and r.kind in ("attest", "document")]


def test_the_go_and_no_go_criteria_of_phase_3_decide_the_cloud() -> None:
    for section in ("P3-19.1", "P3-20.5", "P3-21.4"):
        for environment in ("cloud", "production"):
            found = [g for g in GATES.of(environment) if g.level == "must" and g.holds(catalogue()[section])]
            assert found, (section, environment)


def test_every_id_and_selector_in_the_files_means_something() -> None:
    assert set(GATES.never_waived) <= set(catalogue())
    assert {"P4-7.2", "P9-11.4"} <= set(GATES.never_waived)
    for gate in GATES.gates:
        for selector in (*gate.requirements, *gate.without):
            only = gates.Gate(id="x", title="x", level="must", requirements=[selector], environments=[])
            assert any(only.holds(r) for r in catalogue().values()), selector
    identifiers = sorted(gate.id for gate in GATES.gates)
    assert all(one != two for one, two in pairwise(identifiers))


def test_targets_exist_only_where_the_phases_state_no_limit() -> None:
    for target in targets.load().targets:
        requirement = catalogue()[target.requirement]
        assert not any(limit.bound() for limit in requirement.limit), target.requirement
        assert target.bound().bound.unit in UNITS


def judgement(observation: str, expected: str) -> Judgement:
    return Judgement(observation=observation, expected=expected, observed="1 s", verdict=Verdict.PASS)


@pytest.mark.parametrize(
    ("name", "required", "judged", "words"),
    [
        ("P4-1.1", set(), [], ""),  # no figure
        ("P7-1.1", set(), [], "db_connect_time < 100 ms"),  # the phase states a limit
        ("P7-1.1", set(), [judgement("database connect time p95", "< 0.05 s")], ""),
        ("P7-1.1", set(), [judgement("response time p95", "< 0.05 s")], "db_connect_time < 100 ms"),
        ("P3-13.2", set(), [], ""),  # only a report is asked for
        ("P4-7.9", set(), [judgement("x", "<= 1 s")], "no limit is set"),
        ("P4-7.9", {"x"}, [judgement("x", "<= 1 s")], ""),
        ("P4-7.9", {"y"}, [judgement("x", "<= 1 s")], "no limit is set"),
        ("P4-1.4", set(), [judgement("time to embedded p95", "< 25 s")], ""),
        ("P4-1.4", set(), [judgement("time to embedded p95", "< 20000 ms")], ""),
        ("P4-1.4", set(), [judgement("time to embedded p95", "<= 25 s")], "no check applied its target"),
        ("P4-1.4", set(), [judgement("time to embedded p95", "<= 1 MB")], "no check applied its target"),
        ("P4-1.4", {"x"}, [judgement("x", "<= 1 s")], "no check applied its target"),
        ("P9-8.4", set(), [judgement("documents embedded", "== 100 %")], ""),
        ("P9-8.4", set(), [judgement("documents embedded", ">= 99 %")], "no check applied the limit"),
        ("P9-8.4", {"x"}, [judgement("x", "<= 1 s")], "no check applied the limit"),
        ("P4-8.1", set(), [judgement("documents", "== 5 documents")], "concurrent_uploads == 3 uploads"),
        ("P4-8.1", set(), [judgement("accepted documents", "== 5 documents")], "concurrent_uploads == 3 uploads"),
        ("P4-8.1", set(), [judgement("users served", "== 5 documents")], "documents == 5 documents"),
        ("P7-3.2", set(), [judgement("response time p95", "< 100 ms")], "jwt_auth_time < 100 ms"),
        ("P9-8.4", set(), [judgement("facts found by search", "== 100 %")], "no check applied the limit"),
    ],
)
def test_a_figure_must_have_been_held_against_a_limit(
    name: str, required: set[str], judged: list[Judgement], words: str
) -> None:
    found = targets.unbounded(catalogue()[name], targets.load(), required, judged)
    assert words in found
    assert bool(found) is bool(words)


def test_a_gate_without_an_applicable_requirement_does_not_pass() -> None:
    elsewhere = RequirementVerdict(catalogue()["P4-1.1"], Verdict.NOT_APPLICABLE)
    assert gates.judge(GATES.gates[1], {"P4-1.1": elsewhere}).verdict is Verdict.NOT_COVERED


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.NOT_APPLICABLE])
def test_a_gate_has_the_worst_verdict_of_its_requirements(verdict: Verdict) -> None:
    gate = gates.Gate(id="x", title="x", level="must", requirements=["P4-1.*"], environments=[])
    found = gates.judge(
        gate,
        {
            "P4-1.1": RequirementVerdict(catalogue()["P4-1.1"], Verdict.PASS),
            "P4-1.2": RequirementVerdict(catalogue()["P4-1.2"], verdict),
            "P9-1.1": RequirementVerdict(catalogue()["P9-1.1"], Verdict.FAIL),
        },
    )
    assert found.verdict is verdict
