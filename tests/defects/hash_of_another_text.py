"""The row of a finished document holds the hash of its text with other line ends.

In real life: the text is read and hashed again on another system. No one compares until an audit does.
"""

import hashlib

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.3", "P9-10.1")
FIELD = "data"
SELECTION = ("Every Stored Text Matches The Hash In Its Row", "Every Stored Object Matches The Hash In Its Row")
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedded"
RENEW = "UPDATE upload_pipeline.documents SET parsed_sha256 = $2 WHERE document_id = $1"


def apply() -> None:
    from pipeline.worker.job import Job, Outcome
    from pipeline.worker.stages import embedded
    from pipeline.worker.stages.parsed import read
    from pipeline.worker.tools import Tools

    run = embedded.run

    async def with_a_new_hash(job: Job, tools: Tools) -> Outcome:
        text = (await read(job, tools)).replace("\n", "\r\n")
        outcome = await run(job, tools)
        async with tools.database.connection() as conn:
            await conn.execute(RENEW, job.document_id, hashlib.sha256(text.encode()).hexdigest())
        return outcome

    replace(embedded, "run", with_a_new_hash)
