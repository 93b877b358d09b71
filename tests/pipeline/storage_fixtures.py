"""The storage service and its client, as a pytest plugin: all modules share one process."""

from collections.abc import AsyncIterator, Iterator

import pytest

from pipeline.storage.client import StorageClient
from tests.pipeline.service_process import running
from tests.pipeline.storage_service import SERVICE, Storage


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    data_dir = tmp_path_factory.mktemp("storage")
    left_over = data_dir / "storage" / ".incoming" / "left-over"
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(b"from an upload cut off by a crash")
    with running(Storage(data_dir, tmp_path_factory.mktemp("log") / "storage.log")) as service:
        assert not left_over.exists()
        yield service


@pytest.fixture
async def client(storage: Storage) -> AsyncIterator[StorageClient]:
    client = StorageClient(storage.url, SERVICE, 60)
    yield client
    await client.close()
