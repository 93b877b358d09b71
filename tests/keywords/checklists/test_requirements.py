"""The checklists: every requirement of the catalogue once, with limits that can be read."""

from collections import Counter

from keywords.checklists.requirements import catalogue, phases

COUNTS = {2: 95, 3: 101, 4: 86, 7: 159, 9: 99}  # requirements, by phase


def test_ids_are_unique_and_belong_to_their_phase_and_section() -> None:
    ids = [r.id for phase in phases() for section in phase.sections for r in section.requirements]
    assert len(ids) == len(set(ids)) == 540
    for phase in phases():
        for section in phase.sections:
            assert all(r.id.startswith(f"P{phase.phase}-{section.number}.") for r in section.requirements)
    assert Counter(catalogue()[i].phase for i in ids) == COUNTS


def test_every_stated_limit_is_a_bound_or_asks_for_a_report() -> None:
    for requirement in catalogue().values():
        for stated in requirement.limit:
            assert stated.op in ("report", "recorded") or stated.bound() is not None, requirement.id


def test_same_as_points_to_requirements_of_other_phases() -> None:
    for requirement in catalogue().values():
        for other in requirement.same_as:
            assert catalogue()[other].phase != requirement.phase


def test_the_catalogue_s_local_is_the_embedded_environment() -> None:
    assert catalogue()["P9-1.1"].applies_to("embedded")
    assert not catalogue()["P3-5.1"].applies_to("embedded")
    assert catalogue()["P3-5.1"].applies_to("cloud")
