"""Read every setting once, at the edge, from the environment: one table of name, default and meaning.

`SETTINGS` is the table that the reference page prints and a test compares; `Settings` is the frozen result.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path
from sqlalchemy.engine import make_url

from geo_ij.errors import SettingsError


class Setting(NamedTuple):
    """One row of the table: the variable, its default as text, and what it does."""

    variable: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "database_url": Setting(
        "GEO_IJ_DATABASE_URL",
        "",
        "Where the data are kept: an SQLAlchemy URL for SQLite or PostgreSQL. Empty means a SQLite file in the "
        "user's data folder.",
    ),
    "service_name": Setting("GEO_IJ_SERVICE_NAME", "Community reparation map", "The service's name on every page."),
    "programme_name": Setting(
        "GEO_IJ_PROGRAMME_NAME",
        "Immediate Justice",
        "What the scheme calls itself, in the words of its pages.",
    ),
    "service_area": Setting(
        "GEO_IJ_SERVICE_AREA",
        "Northamptonshire",
        "The area that sites must lie in: the name of a county or council among the boundaries.",
    ),
    "archive_limit_megabytes": Setting(
        "GEO_IJ_ARCHIVE_LIMIT_MB",
        "20000",
        "How large a police archive may become when it is unpacked, in megabytes, before it is refused.",
    ),
    "contact": Setting(
        "GEO_IJ_CONTACT",
        "",
        "How residents reach whoever runs the service, as the pages say it: an e-mail address or a telephone number.",
    ),
    "online_geocoder": Setting(
        "GEO_IJ_ONLINE_GEOCODER",
        "",
        "Which online geocoder to ask for a place that no gazetteer knows: nominatim, photon or osnames. Empty means "
        "none: no text leaves this machine.",
    ),
    "online_geocoder_url": Setting(
        "GEO_IJ_ONLINE_GEOCODER_URL",
        "",
        "The address of your own server of that geocoder. Empty means the public one.",
    ),
    "online_geocoder_key": Setting(
        "GEO_IJ_ONLINE_GEOCODER_KEY",
        "",
        "The key that the online geocoder asks for: osnames needs one, the others have none.",
    ),
    "online_geocoder_seconds": Setting(
        "GEO_IJ_ONLINE_GEOCODER_SECONDS",
        "1",
        "The least number of seconds between two questions to the online geocoder, over all processes of a machine.",
    ),
    "publish_minimum_incidents": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_INCIDENTS",
        "10",
        "The fewest incidents with which a hotspot becomes public.",
    ),
    "publish_minimum_months": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_MONTHS",
        "3",
        "The fewest months with incidents with which a hotspot becomes public.",
    ),
    "publish_minimum_width_m": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_WIDTH_M",
        "150",
        "How wide, in metres, a hotspot must be to become public.",
    ),
    "publish_delay_hours": Setting(
        "GEO_IJ_PUBLISH_DELAY_HOURS",
        "24",
        "How long after it ended completed work waits, in hours, before it may become public.",
    ),
    "secret_key": Setting(
        "GEO_IJ_SECRET_KEY",
        "",
        "What the forms of staff pages are signed with: at least 32 random characters, the same in every process. "
        "Empty means that one is generated and kept beside the database.",
    ),
}


@dataclass(frozen=True)
class Settings:
    """The settings in force, checked; see `SETTINGS` for what each means."""

    database_url: str
    service_name: str
    programme_name: str
    service_area: str
    contact: str
    archive_limit_megabytes: int
    online_geocoder: str
    online_geocoder_url: str
    online_geocoder_key: str = field(repr=False)
    online_geocoder_seconds: int
    publish_minimum_incidents: int
    publish_minimum_months: int
    publish_minimum_width_m: int
    publish_delay_hours: int
    secret_key: str = field(repr=False)


def read_settings(environment: Mapping[str, str] | None = None, **overrides: str | None) -> Settings:
    """Read the settings from the environment; an override that is not None stands above its variable.

    Raises SettingsError that names every variable with a value that cannot be used.
    """
    source = os.environ if environment is None else environment
    values: dict[str, str | int] = {}
    faults = []
    for column in fields(Settings):
        setting = SETTINGS[column.name]
        text = overrides.get(column.name) or source.get(setting.variable, "").strip() or setting.default
        if column.type is int:
            if not text.isdecimal():
                faults.append(f"{setting.variable} is {text!r}: give a whole number, for example {setting.default}")
                continue
            values[column.name] = int(text)
        else:
            values[column.name] = text
    if faults:
        raise SettingsError(faults)
    values["database_url"] = values["database_url"] or default_database_url()
    return Settings(**values)  # type: ignore[arg-type]  # built field by field above


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
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parent / "data"
