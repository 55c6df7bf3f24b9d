"""Offer every service as a `geo-ij` command; one file for each noun, found through the tables in `groups.py`."""

from geo_ij.cli.groups import main

__all__ = ["main"]
