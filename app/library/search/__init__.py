"""Finding: one index over notes, entries and the facts, on SQLite's and on PostgreSQL's full-text search."""
