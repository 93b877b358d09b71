"""Every stage is reported as done in a moment, and no work is done in any of them.

In real life: the failure PM-5 of iteration 002. A script moved a whole batch through the stages within a minute, and
the events that it left looked like processing.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("No Document Is Done Sooner Than Its Work Takes",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.units"


def apply() -> None:
    from pipeline.worker.job import Advance, Done
    from pipeline.worker.stages import (
        chunking,
        chunks_buffered,
        embedded,
        embedding,
        job_validated,
        parse_validated,
        parsed,
        parsing,
    )

    for stage in (job_validated, parsing, parsed, parse_validated, chunking, chunks_buffered, embedding):
        always(stage, "run", Advance())
    always(embedded, "run", Done())
