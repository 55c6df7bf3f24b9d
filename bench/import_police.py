"""Compare importing a year of a county into a new store with only reading the same CSV files by pandas."""

import tempfile
import zipfile
from itertools import count
from pathlib import Path

import pandas as pd

from bench.open_data import archive
from bench.timing import compare
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
from geo_ij.store.database import Database, open_database


def main() -> None:
    """Print the figures."""
    path = archive()
    if path is None:
        print("import police: skipped, the open data are not here")
        return
    settings = read_settings({})
    with tempfile.TemporaryDirectory() as folder:
        numbers = count()
        fresh: list[Database] = []

        def open_fresh() -> None:
            fresh.append(open_database(f"sqlite:///{Path(folder) / str(next(numbers))}.sqlite"))

        def import_into_fresh() -> None:
            import_police_archive(fresh[-1], [path], settings=settings)

        def import_with_migrations() -> None:
            open_fresh()
            import_into_fresh()

        stored = compare(import_into_fresh, lambda: read_with_pandas(path), before_each=open_fresh)
        whole = compare(import_with_migrations, lambda: read_with_pandas(path))
    print(stored.line("import police: into a new store", "pandas only reading"), "(goal 2 or less)")
    print(whole.line("import police: making the store as well", "pandas only reading"))


def read_with_pandas(path: Path) -> pd.DataFrame:
    """Read every CSV file of an archive into one frame, as an analyst would."""
    with zipfile.ZipFile(path) as zipped:
        return pd.concat([pd.read_csv(zipped.open(name)) for name in zipped.namelist()])


if __name__ == "__main__":
    main()
