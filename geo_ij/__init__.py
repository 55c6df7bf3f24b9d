"""Find where anti-social behaviour clusters, rank the places where reparation work can be done, map both."""

__version__ = "0.1.0"
