"""The name under which the parser has a document is forgotten once its text has come.

In real life: a column is cleared to save room. When the parser is asked about a bill, nobody can say what it was for.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-STG-5",)
FIELD = "pipeline"
SELECTION = ("The Pipeline Remembers Under Which Name The Parser Has A Document",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
FORGOTTEN = "CASE WHEN $4::text <> 'parsed' THEN coalesce($7, parser_job_id) END"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", "coalesce($7, parser_job_id)", FORGOTTEN)
    note(queue.Queue, "advance")
