CREATE SEQUENCE upload_pipeline.event_ids;

CREATE TABLE upload_pipeline.events (
    event_id       bigint PRIMARY KEY,
    job_id         uuid NOT NULL REFERENCES upload_pipeline.upload_jobs ON DELETE CASCADE,
    document_id    uuid NOT NULL,
    user_id        uuid NOT NULL,
    ts             timestamptz NOT NULL DEFAULT clock_timestamp(),
    type           text NOT NULL CHECK (type IN ('stage_started', 'stage_done', 'retry', 'error', 'finalized')),
    severity       text NOT NULL DEFAULT 'info' CHECK (severity IN ('info', 'warning', 'error')),
    code           text,
    payload        jsonb NOT NULL DEFAULT '{}',
    correlation_id text NOT NULL
);
CREATE INDEX ON upload_pipeline.events (user_id, event_id);
CREATE INDEX ON upload_pipeline.events (job_id, event_id);

-- A user's events are numbered in the order in which they become visible, so a cursor can resume without a gap:
-- the number is drawn while holding a lock that is kept until commit.
CREATE FUNCTION upload_pipeline.number_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = upload_pipeline, pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.user_id::text, 1));
    NEW.event_id := nextval('upload_pipeline.event_ids');
    PERFORM pg_notify('events', NEW.user_id::text);
    RETURN NEW;
END
$$;
CREATE TRIGGER number_event BEFORE INSERT ON upload_pipeline.events
    FOR EACH ROW EXECUTE FUNCTION upload_pipeline.number_event();

CREATE TABLE upload_pipeline.audit_log (
    audit_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    actor          uuid,          -- no foreign key: the trail outlives the person's account
    action         text NOT NULL, -- such as 'document.deleted'
    object         text,          -- such as 'document:<id>'
    origin         text,          -- the address that the request came from
    correlation_id text,
    details        jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON upload_pipeline.audit_log (actor, action, at);

CREATE FUNCTION upload_pipeline.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log can only be appended to';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON upload_pipeline.audit_log
    FOR EACH ROW EXECUTE FUNCTION upload_pipeline.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON upload_pipeline.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION upload_pipeline.refuse_change();
