"""The checklists: every requirement of the phases and every promise once, with limits that can be read."""

import re
from collections import Counter

from keywords.checklists.requirements import catalogue, checklists

COUNTS = {"P2": 95, "P3": 101, "P4": 86, "P7": 159, "P9": 99}  # requirements, by phase
PHASES = [checklist for checklist in checklists() if checklist.phase is not None]
(CONTRACT,) = [checklist for checklist in checklists() if checklist.phase is None]


def test_ids_are_unique_and_belong_to_their_phase_and_section() -> None:
    ids = [one.id for checklist in checklists() for one in checklist.requirements]
    assert len(ids) == len(set(ids)) == len(catalogue())
    for phase in PHASES:
        for section in phase.sections:
            assert all(r.id.startswith(f"P{phase.phase}-{section.number}.") for r in section.requirements)
    assert Counter(one.checklist for phase in PHASES for one in phase.requirements) == COUNTS


def test_the_promises_of_a_section_have_one_subject_that_no_other_section_has() -> None:
    assert len({section.number for section in CONTRACT.sections}) == len(CONTRACT.sections)
    subjects: list[str] = []
    for section in CONTRACT.sections:
        named = {found[1] for one in section.requirements if (found := re.fullmatch(r"C-([A-Z]+)-\d+", one.id))}
        assert len(named) == 1, section.title
        subjects += named
    assert len(subjects) == len(set(subjects))


def test_only_promises_support_and_only_requirements_of_phases() -> None:
    for one in catalogue().values():
        assert not one.supports or one.checklist == "C", one.id
        for supported in one.supports:
            assert catalogue()[supported].checklist != "C", (one.id, supported)
            assert catalogue()[supported].kind != "attest", (one.id, supported)


def test_every_stated_limit_is_a_bound_or_asks_for_a_report() -> None:
    for requirement in catalogue().values():
        for stated in requirement.limit:
            assert stated.op in ("report", "recorded") or stated.bound() is not None, requirement.id


def test_same_as_points_to_requirements_of_other_phases() -> None:
    for requirement in catalogue().values():
        for other in requirement.same_as:
            assert catalogue()[other].checklist != requirement.checklist


def test_the_catalogue_s_local_is_the_embedded_environment() -> None:
    assert catalogue()["P9-1.1"].applies_to("embedded")
    assert not catalogue()["P3-5.1"].applies_to("embedded")
    assert catalogue()["P3-5.1"].applies_to("cloud")
