"""Run every benchmark, or those named: `python -m bench import_police hotspots`."""

import sys
from importlib import import_module

BENCHMARKS = (
    "import_police",
    "hotspots",
    "labels",
    "clustering",
    "local_statistics",
    "capture",
    "map_page",
    "geocode",
    "geocoder_calibration",
    "reports",
)
"""Those that run without being named; `choices`, with `blocks` and `snapping` in it, takes half an hour."""


def main() -> None:
    """Run them one after another."""
    for name in sys.argv[1:] or BENCHMARKS:
        import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
