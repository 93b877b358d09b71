"""The stack that faults are done to: its services meet through the proxy, and listen at addresses of their own."""

import os
from collections.abc import Iterator
from functools import partial

import httpx
import pytest

from keywords import environments
from keywords.basics.errors import TestBedError
from keywords.basics.waiting import eventually
from keywords.contract.histories import events_of
from keywords.documents.pdf import generate
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.safety.guard import Guard
from keywords.stacks import embedded
from keywords.stacks.beside import LINKS
from keywords.stacks.conditions import Conditions
from keywords.stacks.links import Links
from keywords.world import World
from tests.pipeline.conftest import HOME, QUICK_AND_GENEROUS, pipeline

NAME = f"test-{os.getpid()}-ground"
# What is missed is noticed before it was tried for the last time, however late somebody looks.
SETTINGS: dict[str, str | int | float] = {
    **QUICK_AND_GENEROUS,
    "workers": 1,
    "parse_poll_seconds": 30,
    "max_retries": 10,
}
PATIENCE = 120


@pytest.fixture(scope="module")
def links() -> Iterator[Links]:
    found = Links(*LINKS)
    yield found
    found.close()


@pytest.fixture(scope="module")
def ground(links: Links) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(embedded.HOME, str(HOME))
        try:
            started = start_linked(NAME, SETTINGS, links)
            here = environments.load("embedded")
            world = World(here, Guard(here), started.addresses, started.secrets, started.processes)
            yield World(world, Supervised(NAME, str(HOME), started, links))
        finally:
            embedded.end(NAME)
            pipeline("down", "--purge", "--name", NAME)


def ready(ground: World) -> dict[str, str]:
    return dict(httpx.get(ground.address("api") + "/ready", timeout=60).json()["dependencies"])


def test_a_document_passes_every_link_and_every_service_is_where_it_says(ground: World, links: Links) -> None:
    person = ground.person()
    assert person.wait_for_end(person.upload(generate("through the links", pages=1)), PATIENCE)["state"] == "done"
    eventually(lambda: ready(ground)["llamaparse"], lambda state: state == "available", "the API to reach the parser")
    for link in set(LINKS) - {"postgres"}:  # nobody but the two knows the database
        eventually(
            partial(links.passed, link), lambda passed: min(passed["forth"], passed["back"]) > 100,
            f"something to go through the link {link}",
        )  # fmt: skip
    for service in ("storage", "llamaparse", "openai", "api"):
        direct = ground.address(service)
        assert not direct.endswith(f":{links.ports[service]}")
        assert httpx.get(f"{direct.removesuffix('/v1')}/health", timeout=60).is_success


def test_a_spoilt_link_is_between_the_services_and_not_before_ours(ground: World) -> None:
    fault = Fault("network", "storage", {"refused": True})
    with injected(ground, fault):
        eventually(lambda: ready(ground)["storage"], lambda state: state == "unavailable", "the link to be missed")
        assert httpx.get(f"{ground.address('storage')}/health", timeout=60).is_success
    eventually(lambda: ready(ground)["storage"], lambda state: state == "available", "the link to be fair again")


def test_a_link_is_spoilt_for_one_user_alone(ground: World, links: Links) -> None:
    with injected(ground, Fault("network", "worker:openai", {"refused": True})):
        person = ground.person()
        uploaded = person.upload(generate("nobody asks the model", pages=1))
        eventually(
            lambda: [event.type for event in events_of(ground, [uploaded])], lambda types: "retry" in types,
            "the worker to miss the model",
        )  # fmt: skip
        eventually(lambda: ready(ground)["openai"], lambda state: state == "available", "the API to reach it")
    assert person.wait_for_end(uploaded, PATIENCE)["state"] == "done"
    with injected(ground, Fault("network", "api:openai", {"refused": True})):
        eventually(lambda: ready(ground)["openai"], lambda state: state == "unavailable", "the API to miss the model")
        uploaded = person.upload(generate("the worker asks the model", pages=1))
        assert person.wait_for_end(uploaded, PATIENCE)["state"] == "done"


def test_the_database_is_inspected_past_its_link(ground: World, links: Links) -> None:
    assert f":{links.ports['postgres']}/" not in ground.database()


def test_the_path_of_a_link_must_be_a_service_with_a_port_and_host_and_port() -> None:
    for wrong in (
        "worker=127.0.0.1:1", "nothing=127.0.0.1:1", "storage=http://127.0.0.1:1", "storage=127.0.0.1",
        "nobody:storage=127.0.0.1:1", "api:worker=127.0.0.1:1",
    ):  # fmt: skip
        done = pipeline("up", "--detach", "--ports", "free", "--name", f"test-{os.getpid()}-link", "--link", wrong)
        assert done.returncode != 0
        assert f"--link {wrong}" in done.stderr


def test_where_nothing_stands_between_no_link_can_be_spoilt() -> None:
    with pytest.raises(TestBedError, match="nothing stands between api and the others"):
        Supervised("plain").spoil("api", Conditions(silent=True))
    with pytest.raises(TestBedError, match="nothing stands between api and worker"):
        Supervised("plain").spoil("worker:api", Conditions(silent=True))
