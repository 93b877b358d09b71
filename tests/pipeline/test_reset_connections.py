"""A connection that is reset as soon as it is made counts as an absent provider."""

import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest
from httpcore2._backends.anyio import AnyIOStream
from pydantic import SecretStr

from pipeline.api.model import Model
from pipeline.serving import Refusal
from pipeline.settings import Settings
from pipeline.storage.client import StorageClient
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.breakers.store import Store
from pipeline.worker.embedder import Embedder
from pipeline.worker.failures import Absent
from pipeline.worker.parser import Parser
from pipeline.worker.storage import Storage


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a provider whose connections have lost their socket by the time the client first inspects them."""

    def get_extra_info(_stream: AnyIOStream, _info: str) -> Any:
        raise AttributeError("'NoneType' object has no attribute 'getpeername'")

    monkeypatch.setattr(AnyIOStream, "get_extra_info", get_extra_info)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url, key = f"http://127.0.0.1:{listening.getsockname()[1]}", SecretStr("key")
        yield Settings(openai_url=f"{url}/v1", llamaparse_url=url, openai_api_key=key, llamaparse_api_key=key)


async def test_the_api_says_that_the_model_is_away(settings: Settings) -> None:
    with pytest.raises(Refusal) as refused:
        await Model(settings).embed("a question")
    assert (refused.value.status, refused.value.code) == (503, "model_unavailable")


def no_store() -> Store:
    """It is never asked: nothing is known of any breaker, and nothing was answered."""
    return Store(cast(Any, None))


async def test_a_worker_retries_the_model(settings: Settings) -> None:
    with pytest.raises(Absent) as failure:
        await Embedder(settings, Breakers(no_store(), settings)).embed(["a text"])
    assert failure.value.code == "embedder_unavailable"


async def test_a_worker_retries_the_parser(settings: Settings) -> None:
    with pytest.raises(Absent) as failure:
        await Parser(settings, Breakers(no_store(), settings)).ask("job")
    assert failure.value.code == "parser_unavailable"


async def test_a_refused_connection_is_told_from_a_broken_one() -> None:
    """Nothing listens: no document can have caused that. The SDKs hide the reason in a chain of errors."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url, key = f"http://127.0.0.1:{listening.getsockname()[1]}", SecretStr("key")
    found = Settings(
        openai_url=f"{url}/v1", llamaparse_url=url, storage_url=url, openai_api_key=key, llamaparse_api_key=key
    )
    breakers = Breakers(no_store(), found)
    storage = Storage(StorageClient(url, "key", 5), breakers)
    for call in (
        Embedder(found, breakers).embed(["a text"]),
        Parser(found, breakers).ask("job"),
        storage.info("raw", "name"),
    ):
        with pytest.raises(Absent) as failure:
            await call
        assert failure.value.for_all
    await storage.close()


async def test_a_broken_connection_may_be_the_document_s_doing(settings: Settings) -> None:
    with pytest.raises(Absent) as failure:
        await Embedder(settings, Breakers(no_store(), settings)).embed(["a text"])
    assert not failure.value.for_all
