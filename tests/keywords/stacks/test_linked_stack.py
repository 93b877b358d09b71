"""A stack whose services meet through the proxy, and listen at addresses of their own."""

import os
from collections.abc import Iterator
from functools import partial

import httpx
import pytest

from keywords.basics.waiting import eventually
from keywords.contract.histories import events_of
from keywords.documents.pdf import generate
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.safety.ledger import OwnLedger
from keywords.stacks import command_line
from keywords.stacks.beside import LINKS
from keywords.stacks.embedded import Embedded
from keywords.stacks.links import Links
from keywords.stacks.protocol import Ability, Setting
from keywords.world import World
from tests.keywords.stacks.fake import world_on
from tests.pipeline.conftest import HOME, QUICK_AND_GENEROUS, pipeline

NAME = f"test-{os.getpid()}-linked"
# Retries outlast the time that a test may take to notice an outage.
SETTINGS: dict[str, Setting] = {
    **QUICK_AND_GENEROUS,
    "workers": 1,
    "parse_poll_seconds": 30,
    "max_retries": 10,
}
ALLOWED = ("network storage", "network openai")
PATIENCE = 120


@pytest.fixture(scope="module")
def stack() -> Iterator[Embedded]:
    ledger = OwnLedger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(command_line.HOME, str(HOME))
        try:
            found = Embedded.started(ledger, SETTINGS, name=NAME, links=LINKS)
            yield found
            found.end()
            assert ledger.open == []
            assert not (HOME / NAME).exists()
        finally:
            pipeline("down", "--purge", "--name", NAME)


@pytest.fixture(scope="module")
def links(stack: Embedded) -> Links:
    assert stack._links is not None
    return stack._links


@pytest.fixture(scope="module")
def here(stack: Embedded) -> World:
    return world_on(stack, ALLOWED)


def ready(here: World) -> dict[str, str]:
    return dict(httpx.get(here.address("api") + "/ready", timeout=60).json()["dependencies"])


def test_a_document_passes_every_link_and_every_service_is_at_its_own_address(here: World, links: Links) -> None:
    person = here.person()
    assert person.wait_for_end(person.upload(generate("through the links", pages=1)), PATIENCE)["state"] == "done"
    eventually(lambda: ready(here)["llamaparse"], lambda state: state == "available", "the API to reach the parser")
    for link in set(LINKS) - {"postgres"}:  # only the API and the workers use the database
        eventually(
            partial(links.passed, link),
            lambda passed: min(passed["forth"], passed["back"]) > 100,
            f"bytes on the link {link}",
        )
    for service in ("storage", "llamaparse", "openai", "api"):
        direct = here.address(service)
        assert not direct.endswith(f":{links.ports[service]}")
        assert httpx.get(f"{direct.removesuffix('/v1')}/health", timeout=60).is_success


def test_a_spoilt_link_is_between_the_services_and_not_between_them_and_countersign(here: World) -> None:
    assert here.stack.cannot(Ability.NETWORK) == ""
    with injected(here, Fault("network", "storage", {"refused": True})):
        eventually(lambda: ready(here)["storage"], lambda state: state == "unavailable", "the API to miss the storage")
        assert here.stack.touched("storage") > 0
        assert httpx.get(f"{here.address('storage')}/health", timeout=60).is_success
    eventually(lambda: ready(here)["storage"], lambda state: state == "available", "the API to reach the storage")


def test_a_link_can_be_spoilt_for_one_user_alone(here: World) -> None:
    with injected(here, Fault("network", "worker:openai", {"refused": True})):
        person = here.person()
        uploaded = person.upload(generate("the worker cannot reach the model", pages=1))
        eventually(
            lambda: [event.type for event in events_of(here, [uploaded])],
            lambda types: "retry" in types,
            "the worker to miss the model",
        )
        eventually(lambda: ready(here)["openai"], lambda state: state == "available", "the API to reach the model")
    assert person.wait_for_end(uploaded, PATIENCE)["state"] == "done"
    with injected(here, Fault("network", "api:openai", {"refused": True})):
        eventually(lambda: ready(here)["openai"], lambda state: state == "unavailable", "the API to miss the model")
        uploaded = person.upload(generate("the worker reaches the model", pages=1))
        assert person.wait_for_end(uploaded, PATIENCE)["state"] == "done"


def test_countersign_reads_the_database_past_its_link(here: World, links: Links) -> None:
    assert f":{links.ports['postgres']}/" not in here.database()


@pytest.mark.parametrize(
    "wrong",
    [
        "worker=127.0.0.1:1",
        "nothing=127.0.0.1:1",
        "storage=http://127.0.0.1:1",
        "storage=127.0.0.1",
        "nobody:storage=127.0.0.1:1",
        "api:worker=127.0.0.1:1",
    ],
)
def test_a_link_must_lead_to_a_service_with_a_port_through_a_host_and_port(wrong: str) -> None:
    done = pipeline("up", "--detach", "--ports", "free", "--name", f"test-{os.getpid()}-link", "--link", wrong)
    assert done.returncode != 0
    assert f"--link {wrong}" in done.stderr
