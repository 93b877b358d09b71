"""Every error code. OpenAPI lists them, and docs/runbooks/codes.md says what helps."""

# Of a job, in its last error and in a dead letter.
FAILURES = (
    "bad_vectors", "chunks_missing", "database_full", "database_slow", "duplicate_content", "embedder_malformed",
    "embedder_rate_limited", "embedder_unavailable", "hash_mismatch", "internal_error", "length_mismatch", "no_text",
    "not_a_pdf", "object_corrupted", "object_missing", "parse_failed", "parse_incomplete", "parse_timeout",
    "parsed_object_changed", "parsed_object_lost", "parser_lost_job", "parser_malformed", "parser_rate_limited",
    "parser_unavailable", "pdf_damaged", "pdf_encrypted", "pdf_truncated", "storage_refused", "storage_unavailable",
    "unreadable_text", "upload_expired", "worker_out_of_memory", "workers_lost", "wrong_document",
)  # fmt: skip
# Of a request to the API.
REFUSALS = (
    "bad_signature", "content_missing", "contradicting_webhook", "database_unavailable", "day_limit", "duplicate",
    "email_taken", "idempotency_key_reused", "internal_error", "malformed", "malformed_webhook", "method_not_allowed",
    "model_unavailable", "not_a_pdf", "not_failed", "not_found", "not_parsed_yet", "object_corrupted", "rate_limited",
    "refresh_refused", "refused", "stale_webhook", "storage_unavailable", "too_large", "too_many_jobs",
    "unauthorized", "wrong_credentials",
)  # fmt: skip
