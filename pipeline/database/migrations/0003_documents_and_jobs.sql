CREATE DOMAIN upload_pipeline.sha256 AS text CHECK (VALUE ~ '^[0-9a-f]{64}$');
CREATE DOMAIN upload_pipeline.stage AS text CHECK (VALUE IN (
    'queued', 'job_validated', 'parsing', 'parsed', 'parse_validated',
    'chunking', 'chunks_buffered', 'embedding', 'embedded'
));

CREATE TABLE upload_pipeline.documents (
    document_id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    filename          text NOT NULL CHECK (length(filename) BETWEEN 1 AND 255),
    mime              text NOT NULL CHECK (mime = 'application/pdf'),
    bytes_len         bigint NOT NULL CHECK (bytes_len > 0),
    file_sha256       upload_pipeline.sha256 NOT NULL,
    parsed_sha256     upload_pipeline.sha256,
    raw_path          text NOT NULL UNIQUE,
    parsed_path       text UNIQUE,
    processing_status text NOT NULL DEFAULT 'queued', -- the job's stage, or 'deadletter'
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, file_sha256)
);
CREATE INDEX ON upload_pipeline.documents (user_id, created_at DESC);
CREATE INDEX ON upload_pipeline.documents (parsed_sha256);
CREATE UNIQUE INDEX texts_are_new ON upload_pipeline.documents (user_id, parsed_sha256) WHERE parsed_path IS NOT NULL;

CREATE TABLE upload_pipeline.upload_jobs (
    job_id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    document_id       uuid NOT NULL REFERENCES upload_pipeline.documents ON DELETE CASCADE,
    user_id           uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    stage             upload_pipeline.stage NOT NULL DEFAULT 'queued',
    state             text NOT NULL DEFAULT 'queued'
                      CHECK (state IN ('queued', 'working', 'retryable', 'done', 'deadletter')),
    stage_pct         smallint NOT NULL DEFAULT 0 CHECK (stage_pct BETWEEN 0 AND 100),
    retry_count       integer NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    takeovers         integer NOT NULL DEFAULT 0, -- how often a lease ran out and another worker took over
    idempotency_key   text NOT NULL,
    payload           jsonb NOT NULL DEFAULT '{}',
    last_error        jsonb,
    cost_cents        numeric(14, 6) NOT NULL DEFAULT 0,
    parser_job_id     text,
    correlation_id    text NOT NULL,
    upload_expires_at timestamptz NOT NULL,
    turn              bigint NOT NULL DEFAULT 0,
    fence             bigint NOT NULL DEFAULT 0, -- grows with every claim; a write under an older one is refused
    called            boolean NOT NULL DEFAULT false, -- news came while the job was in hand; cleared by each claim
    claimed_by        text,
    claimed_at        timestamptz,
    lease_until       timestamptz,
    available_at      timestamptz NOT NULL DEFAULT now(),
    claimable_at      timestamptz GENERATED ALWAYS AS (
                          CASE state WHEN 'working' THEN lease_until ELSE available_at END) STORED,
    started_at        timestamptz,
    finished_at       timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, idempotency_key),
    CHECK ((state = 'working') = (claimed_by IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK ((state IN ('done', 'deadletter')) = (finished_at IS NOT NULL))
);
CREATE UNIQUE INDEX one_active_job_a_document ON upload_pipeline.upload_jobs (document_id)
    WHERE state IN ('queued', 'working', 'retryable');
CREATE INDEX jobs_under_way ON upload_pipeline.upload_jobs (claimable_at)
    WHERE state IN ('queued', 'working', 'retryable') AND stage <> 'queued';
CREATE INDEX jobs_not_begun ON upload_pipeline.upload_jobs (turn, created_at)
    WHERE state IN ('queued', 'working', 'retryable') AND stage = 'queued';
CREATE INDEX ON upload_pipeline.upload_jobs (user_id, created_at DESC);
CREATE INDEX ON upload_pipeline.upload_jobs (user_id, turn DESC) WHERE state IN ('queued', 'working', 'retryable');
CREATE INDEX ON upload_pipeline.upload_jobs (turn DESC) WHERE state IN ('queued', 'working', 'retryable');
CREATE INDEX ON upload_pipeline.upload_jobs (parser_job_id);
CREATE INDEX ON upload_pipeline.upload_jobs (document_id);

-- Fair sharing: a user's next job takes its turn behind that user's others, not behind everybody's.
-- Rounds never run backwards: a newcomer joins the round that is being served.
CREATE FUNCTION upload_pipeline.take_turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = upload_pipeline AS $$
DECLARE
    round_now bigint;
    own_last  bigint;
BEGIN
    SELECT turn INTO round_now FROM upload_jobs
    WHERE state IN ('queued', 'working', 'retryable') AND stage = 'queued' ORDER BY turn, created_at LIMIT 1;
    IF round_now IS NULL THEN
        SELECT turn INTO round_now FROM upload_jobs
        WHERE state IN ('queued', 'working', 'retryable') ORDER BY turn DESC LIMIT 1;
    END IF;
    SELECT turn INTO own_last FROM upload_jobs
    WHERE user_id = NEW.user_id AND state IN ('queued', 'working', 'retryable') ORDER BY turn DESC LIMIT 1;
    NEW.turn := greatest(coalesce(round_now, 0), coalesce(own_last + 1, 0));
    RETURN NEW;
END
$$;
CREATE TRIGGER take_turn BEFORE INSERT ON upload_pipeline.upload_jobs
    FOR EACH ROW EXECUTE FUNCTION upload_pipeline.take_turn();

-- Workers sleep until a job is ready.
CREATE FUNCTION upload_pipeline.announce_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('jobs', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_new_job AFTER INSERT ON upload_pipeline.upload_jobs
    FOR EACH ROW EXECUTE FUNCTION upload_pipeline.announce_job();
CREATE TRIGGER announce_ready_job AFTER UPDATE OF state, available_at ON upload_pipeline.upload_jobs
    FOR EACH ROW WHEN (NEW.state IN ('queued', 'retryable') AND NEW.available_at <= now())
    EXECUTE FUNCTION upload_pipeline.announce_job();
