"""Serve the scheme's pages, map and data to residents and staff over HTTP."""
