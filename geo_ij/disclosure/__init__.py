"""Decide what may be published: the only way from internal frames to public ones."""
