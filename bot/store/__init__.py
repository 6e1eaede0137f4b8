"""Everything that is remembered, in SQLite or PostgreSQL."""
