-- Half precision makes the index half as large, so more of it is looked at in the same time; with more neighbours each,
-- fewer chunks are out of its reach.
DROP INDEX upload_pipeline.chunks_by_meaning;
CREATE INDEX chunks_by_meaning ON upload_pipeline.document_chunks
    USING hnsw ((embedding::public.halfvec(1536)) public.halfvec_cosine_ops) WITH (m = 32, ef_construction = 128);
