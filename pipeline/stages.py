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
