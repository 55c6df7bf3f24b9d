"""Let `python -m geo_ij` do what `geo-ij` does."""

from geo_ij.cli import main

main(prog_name="geo-ij")
