"""The kinds of services: what the suite expects of the others when one is away."""

import pytest

from keywords.stacks.services import KINDS, PROVIDERS, kind_of, service_of

ALL = {"upload", "put", "job", "search"}


@pytest.mark.parametrize(
    ("target", "service"),
    [
        ("api", "api"),
        ("api-2", "api"),
        ("worker-12", "worker"),
        ("worker:storage", "storage"),
        ("api:openai", "openai"),
        ("something-1", "something"),
    ],
)
def test_a_process_and_a_link_belong_to_a_service(target: str, service: str) -> None:
    assert service_of(target) == service
    assert kind_of(target).name == service


def test_readiness_mentions_the_services_that_the_api_depends_on() -> None:
    mentioned = {name: kind.dependency for name, kind in KINDS.items() if kind.dependency}
    expected = {"postgres": "database", "storage": "storage", "llamaparse": "llamaparse", "openai": "openai"}
    assert mentioned == expected


@pytest.mark.parametrize(
    ("service", "calls"),
    [
        ("api", set()),
        ("postgres", set()),
        ("storage", {"job", "search"}),
        ("llamaparse", ALL),
        ("openai", {"upload", "put", "job"}),
        ("worker", ALL),
        ("monitor", ALL),
        ("web", ALL),
    ],
)
def test_users_can_go_on_with_what_does_not_need_the_service(service: str, calls: set[str]) -> None:
    assert KINDS[service].works_without == calls


def test_no_document_and_no_user_misses_the_monitor_or_the_web_page() -> None:
    assert {name for name, kind in KINDS.items() if not kind.missed} == {"monitor", "web"}


def test_events_cannot_report_a_service_that_writes_them_or_that_no_document_needs() -> None:
    assert {name for name, kind in KINDS.items() if not kind.records_events} == {"api", "postgres", "monitor", "web"}


def test_only_the_providers_are_simulated() -> None:
    assert PROVIDERS == ("llamaparse", "openai")


def test_the_database_is_a_foreign_program_with_logs_and_settings_of_its_own() -> None:
    foreign = {name for name, kind in KINDS.items() if not kind.json_logs or not kind.takes_settings}
    assert foreign == {"postgres"}


def test_an_unknown_service_is_taken_for_one_that_everything_needs() -> None:
    kind = kind_of("cache-1")
    assert (kind.name, kind.dependency, kind.works_without) == ("cache", "", frozenset())
    assert kind.missed
    assert kind.records_events
    assert not kind.simulated
