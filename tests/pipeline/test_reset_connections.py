"""A connection that is reset as soon as it is made counts as an absent provider."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from httpcore2._backends.anyio import AnyIOStream
from pydantic import SecretStr

from pipeline.api.model import Model
from pipeline.serving import Refusal
from pipeline.settings import Settings
from pipeline.worker.embedder import Embedder
from pipeline.worker.failures import Transient
from pipeline.worker.parser import Parser


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


async def test_a_worker_retries_the_model(settings: Settings) -> None:
    with pytest.raises(Transient) as failure:
        await Embedder(settings).embed(["a text"])
    assert failure.value.code == "embedder_unavailable"


async def test_a_worker_retries_the_parser(settings: Settings) -> None:
    with pytest.raises(Transient) as failure:
        await Parser(settings).ask("job")
    assert failure.value.code == "parser_unavailable"
