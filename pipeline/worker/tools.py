"""What a stage's unit works with."""

from dataclasses import dataclass

from pipeline.database.pool import Database
from pipeline.settings import Settings
from pipeline.worker.breakers.calls import Breakers
from pipeline.worker.embedder import Embedder
from pipeline.worker.parser import Parser
from pipeline.worker.queue import Queue
from pipeline.worker.storage import Storage


@dataclass(frozen=True)
class Tools:
    settings: Settings
    database: Database
    breakers: Breakers
    storage: Storage
    queue: Queue
    parser: Parser
    embedder: Embedder

    async def close(self) -> None:
        await self.parser.close()
        await self.embedder.close()
        await self.storage.close()
        await self.database.close()
