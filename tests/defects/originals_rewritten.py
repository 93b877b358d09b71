"""Finishing a document rewrites the uploaded file with slightly different bytes.

In real life: files are converted for the archive. The user does not get back what they sent, and the file opens as
well.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.3", "P9-10.1", "P3-5.4")
FIELD = "storage"
SELECTION = (
    "The Storage Returns Every Upload Byte For Byte",
    "Every Stored Object Matches The Hash In Its Row",
    "A File Over 100 MB Is Stored Byte For Byte And Its Fact Is Found",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedded"


def apply() -> None:
    from pipeline.worker.job import Job, Outcome
    from pipeline.worker.stages import embedded
    from pipeline.worker.tools import Tools

    run = embedded.run

    async def and_convert(job: Job, tools: Tools) -> Outcome:
        outcome = await run(job, tools)
        data = b"".join([part async for part in tools.storage.stream("raw", job.raw_name)])
        await tools.storage.delete_prefix("raw", job.raw_name)
        await tools.storage.put("raw", job.raw_name, data + b"\n", "application/pdf")
        return outcome

    replace(embedded, "run", and_convert)
