"""Read each outside format with one reader."""
