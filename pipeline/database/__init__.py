"""The database: migrations, and pools that survive its restart."""
