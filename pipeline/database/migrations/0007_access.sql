-- A user sees own rows only. Buffers, deliveries and erasures are for workers (service_role) alone.
GRANT USAGE ON SCHEMA upload_pipeline TO api, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA upload_pipeline TO service_role;
GRANT ALL ON ALL SEQUENCES IN SCHEMA upload_pipeline TO service_role;
GRANT SELECT, DELETE ON auth.refresh_tokens TO service_role;
REVOKE UPDATE, DELETE, TRUNCATE ON upload_pipeline.audit_log FROM service_role;

GRANT SELECT, INSERT, DELETE ON upload_pipeline.documents TO authenticated;
GRANT UPDATE (processing_status, updated_at) ON upload_pipeline.documents TO authenticated;
GRANT SELECT, INSERT ON upload_pipeline.upload_jobs TO authenticated;
GRANT UPDATE (state, retry_count, takeovers, available_at, finished_at, updated_at) ON upload_pipeline.upload_jobs
    TO authenticated;
GRANT SELECT, INSERT ON upload_pipeline.events, upload_pipeline.audit_log TO authenticated;
GRANT SELECT ON upload_pipeline.document_chunks TO authenticated;
GRANT SELECT, INSERT ON upload_pipeline.conversations, upload_pipeline.messages TO authenticated;
GRANT INSERT ON upload_pipeline.erasures TO authenticated;
GRANT INSERT ON upload_pipeline.audit_log TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON upload_pipeline.rate_limits TO api;
GRANT SELECT ON upload_pipeline.schema_versions TO api, service_role;

ALTER TABLE upload_pipeline.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.upload_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.document_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.document_chunk_buffer ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.document_vector_buffer ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.parser_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pipeline.erasures ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON upload_pipeline.documents TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY own ON upload_pipeline.upload_jobs TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY own ON upload_pipeline.events TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY own ON upload_pipeline.document_chunks TO authenticated
    USING (user_id = (SELECT auth.uid()));
CREATE POLICY own ON upload_pipeline.conversations TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY own ON upload_pipeline.messages TO authenticated
    USING (conversation_id IN (SELECT conversation_id FROM upload_pipeline.conversations))
    WITH CHECK (conversation_id IN (SELECT conversation_id FROM upload_pipeline.conversations));
CREATE POLICY own ON upload_pipeline.audit_log FOR SELECT TO authenticated USING (actor = (SELECT auth.uid()));
CREATE POLICY append ON upload_pipeline.audit_log FOR INSERT TO authenticated WITH CHECK (actor = (SELECT auth.uid()));
CREATE POLICY sign_in ON upload_pipeline.audit_log FOR INSERT TO api WITH CHECK (true);
CREATE POLICY own ON upload_pipeline.erasures FOR INSERT TO authenticated
    WITH CHECK (prefix LIKE (SELECT auth.uid())::text || '/%');
