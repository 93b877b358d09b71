"""Workers hold a connection to another address of the machine's network, only while they chunk a document.

In real life: a library reports its use to its makers. In this defect the connection leads from the machine's outer
address to itself, so nothing leaves it.
"""

import asyncio
import socket

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.1",)
FIELD = "security"
SELECTION = ("No Process Connects To Another Machine",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.chunking"


def apply() -> None:
    import psutil

    from pipeline.worker.job import Job, Outcome
    from pipeline.worker.stages import chunking
    from pipeline.worker.tools import Tools

    run = chunking.run

    def outer_address() -> str:
        addresses = [one for each in psutil.net_if_addrs().values() for one in each if one.family == socket.AF_INET]
        return next((one.address for one in addresses if not one.address.startswith("127.")), "127.0.0.1")

    async def telling(job: Job, tools: Tools) -> Outcome:
        with socket.socket() as line:
            line.bind((outer_address(), 0))
            line.connect(line.getsockname())
            await asyncio.sleep(6)
            return await run(job, tools)

    replace(chunking, "run", telling)
