"""Show staff the full lists behind the public pages; `web/security.py` decides who may enter."""
