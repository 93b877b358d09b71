-- What workers know together about the services that every document needs: one row for each call of a service.
-- A failure and an answer are ordered by numbers, because the clocks of machines differ.
CREATE TABLE upload_pipeline.breakers (
    service       text NOT NULL,
    call          text NOT NULL,
    number        bigint NOT NULL DEFAULT 0,  -- of the latest failure
    answered      bigint NOT NULL DEFAULT 0,  -- the latest failure that was known when an answered call began
    failures      integer NOT NULL DEFAULT 0, -- since that answer
    opened_at     timestamptz,                -- NULL: closed
    opened_number bigint NOT NULL DEFAULT 0,
    probe_at      timestamptz,
    probe_job     uuid,                       -- no foreign key: the job may be deleted
    code          text NOT NULL DEFAULT '',
    message       text NOT NULL DEFAULT '',
    PRIMARY KEY (service, call),
    CHECK (opened_at IS NULL OR probe_at IS NOT NULL)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON upload_pipeline.breakers TO service_role;

-- The need that a retryable job waits for, such as 'openai embed', and since when it has reached no stage for that.
ALTER TABLE upload_pipeline.upload_jobs ADD COLUMN waiting_for text, ADD COLUMN waiting_since timestamptz;
CREATE INDEX waiting_jobs ON upload_pipeline.upload_jobs (waiting_for, updated_at) WHERE waiting_for IS NOT NULL;
GRANT UPDATE (waiting_for, waiting_since) ON upload_pipeline.upload_jobs TO authenticated;
