CREATE SCHEMA auth;

CREATE TABLE auth.users (
    user_id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text NOT NULL,
    plan          text NOT NULL DEFAULT 'standard' CHECK (plan IN ('standard', 'large')),
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE auth.sessions (
    session_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id    uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE INDEX ON auth.sessions (user_id);

-- Each refresh token serves once. One that is shown again was stolen, or its thief came first: the session ends.
CREATE TABLE auth.refresh_tokens (
    token_sha256 bytea PRIMARY KEY,
    session_id   uuid NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);
CREATE INDEX ON auth.refresh_tokens (session_id);

CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT (auth.jwt() ->> 'sub')::uuid $$;

GRANT USAGE ON SCHEMA auth TO api, anon, authenticated, service_role;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA auth TO api;
GRANT SELECT (user_id, plan) ON auth.users TO service_role;

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_in ON auth.users TO api USING (true) WITH CHECK (true);
CREATE POLICY own ON auth.users FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
GRANT SELECT (user_id, email, plan, created_at) ON auth.users TO authenticated;
