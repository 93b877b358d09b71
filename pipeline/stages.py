"""The nine stages of a document, in order."""

STAGES = (
    "queued",
    "job_validated",
    "parsing",
    "parsed",
    "parse_validated",
    "chunking",
    "chunks_buffered",
    "embedding",
    "embedded",
)
# The services that every document needs, each behind breakers of the workers.
BREAKING = ("database", "storage", "llamaparse", "openai")
