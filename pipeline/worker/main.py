"""A worker process. Any number can run, on any number of machines, with only the addresses and the secrets."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket

import uvloop

from pipeline import logs, settings
from pipeline.database.migrate import latest
from pipeline.database.pool import Database, DatabaseAway
from pipeline.settings import Settings
from pipeline.storage.client import StorageClient
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.breakers.store import Store
from pipeline.worker.embedder import Embedder
from pipeline.worker.janitor import clean_forever
from pipeline.worker.parser import Parser
from pipeline.worker.queue import Queue
from pipeline.worker.storage import Storage
from pipeline.worker.tools import Tools
from pipeline.worker.worker import BaseWorker

NEEDED = ("worker_database_url", "service_role_key", "llamaparse_api_key", "openai_api_key", "webhook_secret")


def new_worker_id() -> str:
    """A unique id, so that a restarted worker is not mistaken for its predecessor."""
    name = os.environ.get("PIPELINE_WORKER_NAME", "worker")
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}/{name}"


async def run(settings: Settings) -> None:
    database = Database(settings.secret("worker_database_url"), size=settings.worker_concurrency + 2, timeout=30)
    storage = StorageClient(settings.storage_url, settings.secret("service_role_key"), settings.call_timeout_seconds)
    breakers = Breakers(Store(database), settings)
    tools = Tools(
        settings=settings,
        database=database,
        breakers=breakers,
        storage=Storage(storage, breakers),
        queue=Queue(database, new_worker_id(), settings.lease),
        parser=Parser(settings, breakers),
        embedder=Embedder(settings, breakers),
    )
    worker = BaseWorker(tools)
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, worker.stop)
    if not await _schema(database, worker):
        return
    background = [asyncio.create_task(work) for work in (_load(tools), clean_forever(tools))]
    await worker.run()
    for task in background:
        task.cancel()
    await tools.close()


async def _schema(database: Database, worker: BaseWorker) -> bool:
    """Wait until the database has the schema of this code; False if the worker is stopped before that."""
    expected = latest()
    while not worker.stopping:
        with contextlib.suppress(DatabaseAway):
            if await database.version() == expected:
                return True
        await asyncio.sleep(0.1)
    return False


async def _load(tools: Tools) -> None:
    await tools.parser.load()
    await tools.embedder.load()


def main() -> None:
    found = settings.load(*NEEDED)
    logs.start(os.environ.get("PIPELINE_WORKER_NAME", "worker"), found.log_level)
    uvloop.run(run(found))
