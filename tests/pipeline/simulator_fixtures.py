"""The simulated providers and their official SDKs, as a pytest plugin: all modules share the same two processes."""

from collections.abc import Iterator

import pytest
from llama_cloud import LlamaCloud
from openai import OpenAI

from tests.pipeline.parse_jobs import sdk_of
from tests.pipeline.service_process import running
from tests.pipeline.simulated import KEY, Listener, Simulator, listening


@pytest.fixture(scope="session")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running(Simulator("llamaparse", tmp_path_factory.mktemp("llamaparse"))) as service:
        yield service


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running(Simulator("openai", tmp_path_factory.mktemp("openai"), "/v1")) as service:
        yield service


@pytest.fixture(scope="module")
def llama(parser: Simulator) -> Iterator[LlamaCloud]:
    with sdk_of(parser) as client:
        yield client


@pytest.fixture(scope="module")
def ai(model: Simulator) -> Iterator[OpenAI]:
    with OpenAI(api_key=KEY, base_url=model.url, max_retries=0) as client:
        yield client


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener
