"""Say where files are kept: the default database, what belongs to a database, and the data that are shipped."""

import hashlib
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy.engine import make_url


def default_database_url(name: str = "geo-ij") -> str:
    """Give the URL of the SQLite file `name`.sqlite in the user's data folder."""
    return f"sqlite:///{user_data_path('geo-ij', appauthor=False) / name}.sqlite"


def file_of_database(database_url: str, ending: str, *, otherwise: Path) -> Path:
    """Name a file that belongs to a database: beside a SQLite file by its name, else in the folder `otherwise`."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        path = Path(url.database)
        return path.with_name(f"{path.stem}.{ending}")
    digest = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return otherwise / f"{digest}.{ending}"


def shipped_data_folder() -> Path:
    """Find the folder `data/`: inside the package when installed from a wheel, beside it in a clone."""
    package = Path(__file__).parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parent / "data"
