"""Keep everything in one database, SQLite or PostgreSQL, behind rows-to-frames functions."""
