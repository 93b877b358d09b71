-- What metrics count at every scrape; without it each would read all events there ever were.
CREATE INDEX counted_events ON upload_pipeline.events (type, code) WHERE type IN ('error', 'retry', 'finalized');
