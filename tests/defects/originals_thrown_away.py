"""Finishing a document deletes the uploaded file, which its row still names.

In real life: a rule tidies up what "was only needed for parsing".
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.1", "P9-10.1")
FIELD = "data"
SELECTION = (
    "Every Finished Document In The Database Has Its Stored Objects",
    "Every Finished Document Has Its Objects",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedded"


def apply() -> None:
    from pipeline.worker.job import Job, Outcome
    from pipeline.worker.stages import embedded
    from pipeline.worker.tools import Tools

    run = embedded.run

    async def and_tidy_up(job: Job, tools: Tools) -> Outcome:
        outcome = await run(job, tools)
        await tools.storage.delete_prefix("raw", job.raw_name)
        return outcome

    replace(embedded, "run", and_tidy_up)
