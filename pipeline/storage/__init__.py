"""Object storage in the dialect of Supabase: signed URLs, streaming, encryption at rest."""
