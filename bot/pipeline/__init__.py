"""The three loops. They meet only in the store: ingest fills it, digest decides from it, deliver empties it."""
