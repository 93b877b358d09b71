"""Each document leaves a working copy in storage under a name that no row holds.

In real life: a step stores its own intermediate file beside the rest and removes it only when nothing goes wrong.
Deleting the document does not find it.
"""

from uuid import uuid4

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.1", "P9-10.1")
FIELD = "data"
SELECTION = ("The Storage Holds No Object Without A Document", "Every Stored Object Belongs To A Document")
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedded"


def apply() -> None:
    from pipeline.worker.job import Job, Outcome
    from pipeline.worker.stages import embedded
    from pipeline.worker.stages.parsed import read
    from pipeline.worker.tools import Tools

    run = embedded.run

    async def with_a_copy(job: Job, tools: Tools) -> Outcome:
        text = await read(job, tools)
        await tools.storage.put("parsed", f"work/{uuid4()}/text.md", text.encode(), "text/markdown")
        return await run(job, tools)

    replace(embedded, "run", with_a_copy)
