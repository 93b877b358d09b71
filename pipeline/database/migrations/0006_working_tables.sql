-- What the parser's webhook brought, until the worker has stored it. One result a parser job; repeats are harmless.
CREATE TABLE upload_pipeline.parser_deliveries (
    parser_job_id text PRIMARY KEY,
    document_id   uuid NOT NULL REFERENCES upload_pipeline.documents ON DELETE CASCADE,
    body_sha256   upload_pipeline.sha256 NOT NULL,
    result        text NOT NULL,
    received_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON upload_pipeline.parser_deliveries (received_at);
CREATE INDEX ON upload_pipeline.parser_deliveries (document_id);

-- Objects of deleted documents, erased again once no late writer can bring them back.
CREATE TABLE upload_pipeline.erasures (
    prefix text NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (prefix, due_at)
);

CREATE TABLE upload_pipeline.workers (
    worker_id  text PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    jobs       integer NOT NULL DEFAULT 0
);

CREATE TABLE upload_pipeline.conversations (
    conversation_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id         uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON upload_pipeline.conversations (user_id);

CREATE TABLE upload_pipeline.messages (
    message_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES upload_pipeline.conversations ON DELETE CASCADE,
    role            text NOT NULL CHECK (role IN ('user', 'assistant')),
    content         text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON upload_pipeline.messages (conversation_id, message_id);

-- Rate limits that hold across API processes: one "theoretical arrival time" a key (GCRA).
CREATE UNLOGGED TABLE upload_pipeline.rate_limits (
    key text PRIMARY KEY,
    tat timestamptz NOT NULL
);

CREATE FUNCTION upload_pipeline.seconds_to_wait(limited_key text, per_minute integer) RETURNS double precision
LANGUAGE plpgsql AS $$
DECLARE
    pace    interval := interval '1 minute' / per_minute;
    present timestamptz := clock_timestamp();
    arrival timestamptz;
BEGIN
    INSERT INTO upload_pipeline.rate_limits AS r (key, tat) VALUES (limited_key, present + pace)
    ON CONFLICT (key) DO UPDATE SET tat = greatest(r.tat, present) + pace
        WHERE greatest(r.tat, present) + pace <= present + interval '1 minute'
    RETURNING tat INTO arrival;
    IF FOUND THEN
        RETURN 0;
    END IF;
    SELECT tat + pace - interval '1 minute' INTO arrival FROM upload_pipeline.rate_limits WHERE key = limited_key;
    RETURN greatest(extract(epoch FROM arrival - present), 0.001);
END
$$;
