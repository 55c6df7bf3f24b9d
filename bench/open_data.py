"""Find the real open data that the benchmarks read, beside the clone or where GEO_IJ_OPEN_DATA says."""

import os
from pathlib import Path

NORTHAMPTONSHIRE = "police/northamptonshire-2025.zip"


def archive(name: str = NORTHAMPTONSHIRE) -> Path | None:
    """Give the path of an archive, or None where the data are not there."""
    folder = Path(os.environ.get("GEO_IJ_OPEN_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = folder / name
    return path if path.exists() else None
