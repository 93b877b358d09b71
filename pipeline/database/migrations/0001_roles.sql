-- Roles as Supabase has them. `api` and `worker` are who the services sign in as; neither owns anything.
DO $$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT name FROM unnest(ARRAY['anon', 'authenticated', 'service_role']) AS name
        WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
    LOOP
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', missing);
    END LOOP;
END
$$;
ALTER ROLE service_role BYPASSRLS;
GRANT anon, authenticated, service_role TO api;
GRANT service_role TO worker;
ALTER ROLE worker SET role = 'service_role';
-- Who falls asleep in a transaction holds locks that others wait for.
ALTER ROLE api SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE worker SET idle_in_transaction_session_timeout = '10s';
-- Without fresh statistics the planner would rather read and sort a whole queue than walk its index.
ALTER ROLE worker SET enable_sort = off;
ALTER ROLE worker SET enable_seqscan = off;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
