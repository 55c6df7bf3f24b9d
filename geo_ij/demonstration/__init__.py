"""Invent a county's worth of events, sites and work on real geography, the same on every machine."""
