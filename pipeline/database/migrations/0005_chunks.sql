CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;

CREATE TABLE upload_pipeline.document_chunk_buffer (
    chunk_id        uuid PRIMARY KEY,
    document_id     uuid NOT NULL REFERENCES upload_pipeline.documents ON DELETE CASCADE,
    chunker_name    text NOT NULL,
    chunker_version text NOT NULL,
    chunker_params  jsonb NOT NULL,
    chunk_ord       integer NOT NULL CHECK (chunk_ord >= 0),
    text            text NOT NULL CHECK (text <> ''),
    chunk_sha       upload_pipeline.sha256 NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (document_id, chunk_ord)
);

CREATE TABLE upload_pipeline.document_vector_buffer (
    chunk_id      uuid PRIMARY KEY REFERENCES upload_pipeline.document_chunk_buffer ON DELETE CASCADE,
    document_id   uuid NOT NULL REFERENCES upload_pipeline.documents ON DELETE CASCADE,
    embed_model   text NOT NULL,
    embed_version text NOT NULL,
    vector_dim    integer NOT NULL CHECK (vector_dim = 1536),
    embedding     public.vector(1536) NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON upload_pipeline.document_vector_buffer (document_id);

CREATE TABLE upload_pipeline.document_chunks (
    chunk_id        uuid PRIMARY KEY,
    document_id     uuid NOT NULL REFERENCES upload_pipeline.documents ON DELETE CASCADE,
    user_id         uuid NOT NULL,
    chunker_name    text NOT NULL,
    chunker_version text NOT NULL,
    chunker_params  jsonb NOT NULL,
    chunk_ord       integer NOT NULL CHECK (chunk_ord >= 0),
    text            text NOT NULL CHECK (text <> ''),
    chunk_sha       upload_pipeline.sha256 NOT NULL,
    embed_model     text NOT NULL,
    embed_version   text NOT NULL,
    vector_dim      integer NOT NULL CHECK (vector_dim = 1536),
    embedding       public.vector(1536) NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (document_id, chunker_name, chunker_version, chunk_ord)
);
ALTER TABLE upload_pipeline.document_chunks ALTER COLUMN embedding SET STORAGE EXTERNAL;
CREATE INDEX ON upload_pipeline.document_chunks (user_id);
CREATE INDEX chunks_by_meaning ON upload_pipeline.document_chunks
    USING hnsw (embedding public.vector_cosine_ops) WITH (m = 16, ef_construction = 64);
