"""Read every setting once, at the edge, from the environment: one table of name, default and meaning.

`SETTINGS` is the table that the reference page prints and a test compares; `Settings` is the frozen result.
"""

import hashlib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_data_path
from sqlalchemy.engine import make_url

from geo_ij.errors import SettingsError
from geo_ij.work_sign_in import faults_of_sign_in


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
        "Empty means that one is generated and kept beside the database, which a public address does not allow.",
    ),
    "public_url": Setting(
        "GEO_IJ_PUBLIC_URL",
        "",
        "The address under which others reach the service, beginning with https://. With it the service protects "
        "itself as the internet needs: cookies over HTTPS alone, a second factor for every password. Empty means that "
        "staff pages open only on this computer.",
    ),
    "trusted_proxies": Setting(
        "GEO_IJ_TRUSTED_PROXIES",
        "0",
        "How many proxies stand before the service and say truly, in X-Forwarded-For, who asked.",
    ),
    "session_idle_minutes": Setting(
        "GEO_IJ_SESSION_IDLE_MINUTES", "60", "After how many minutes without a page somebody is signed out."
    ),
    "session_hours": Setting(
        "GEO_IJ_SESSION_HOURS", "12", "After how many hours somebody is signed out, whatever they do."
    ),
    "rate_limit_storage": Setting(
        "GEO_IJ_RATE_LIMIT_STORAGE",
        "memory://",
        "Where tries are counted: memory:// counts in each process by itself, redis://host:6379 for all together.",
    ),
    "security_contact": Setting(
        "GEO_IJ_SECURITY_CONTACT",
        "",
        "Whom to tell of a weakness, in /.well-known/security.txt: an address beginning with mailto: or https://.",
    ),
    "log_format": Setting(
        "GEO_IJ_LOG_FORMAT",
        "",
        "How the log is written: plain or json. Empty means json with a public address, plain without.",
    ),
    "oidc_issuer": Setting(
        "GEO_IJ_OIDC_ISSUER",
        "",
        "The address of the force's own sign-in (OpenID Connect), for example of Microsoft Entra ID, exactly as that "
        "sign-in calls itself. Empty means none.",
    ),
    "oidc_client_id": Setting("GEO_IJ_OIDC_CLIENT_ID", "", "What that sign-in knows this service by."),
    "oidc_client_secret": Setting(
        "GEO_IJ_OIDC_CLIENT_SECRET", "", "The secret that this service shows to that sign-in."
    ),
    "oidc_groups_claim": Setting(
        "GEO_IJ_OIDC_GROUPS_CLAIM", "groups", "Which claim of that sign-in lists somebody's groups: groups or roles."
    ),
    "oidc_roles": Setting(
        "GEO_IJ_OIDC_ROLES",
        "",
        "Which group has which role, as group=role pairs with semicolons between them. Who is in none may not sign in.",
    ),
}


SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10
"""Characters of a secret, and how many different ones: 32 random ones cannot be guessed."""

MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"  # noqa: S105  # how to make one


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
    public_url: str
    trusted_proxies: int
    session_idle_minutes: int
    session_hours: int
    rate_limit_storage: str = field(repr=False)
    security_contact: str
    log_format: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_groups_claim: str
    oidc_roles: str

    @property
    def is_production(self) -> bool:
        """Say whether others reach the service, so that it must protect itself as the internet needs."""
        return bool(self.public_url)


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


def check_serving(settings: Settings) -> None:
    """Refuse to serve with settings that would be unsafe: raises SettingsError with every fault."""
    faults = []
    secret = SETTINGS["secret_key"].variable
    if settings.secret_key and len(settings.secret_key) < SHORTEST_SECRET:
        faults.append(f"{secret} is too short: give at least {SHORTEST_SECRET} characters")
    elif settings.secret_key and len(set(settings.secret_key)) < FEWEST_DIFFERENT:
        faults.append(f"{secret} can be guessed: make a random one with {MAKE_SECRET}")
    if settings.is_production:
        if not settings.secret_key:
            faults.append(f"{SETTINGS['public_url'].variable} needs {secret}: make a random one with {MAKE_SECRET}")
        parts = urlsplit(settings.public_url)
        if (
            parts.scheme != "https"
            or not parts.hostname
            or parts.path not in {"", "/"}
            or parts.query
            or parts.fragment
        ):
            faults.append(
                f"{SETTINGS['public_url'].variable} is {settings.public_url!r}: give an address such as "
                "https://map.example.org, without anything behind the name"
            )
    if settings.security_contact and not _is_contact(settings.security_contact):
        faults.append(
            f"{SETTINGS['security_contact'].variable} is {settings.security_contact!r}: give an address such as "
            "mailto:security@example.org or https://example.org/report"
        )
    storage = settings.rate_limit_storage.partition("://")[0]
    if storage not in {"memory", "redis", "rediss"}:
        faults.append(f"{SETTINGS['rate_limit_storage'].variable} begins with {storage!r}: give memory:// or redis://")
    elif storage != "memory" and importlib.util.find_spec("redis") is None:
        faults.append(f"{SETTINGS['rate_limit_storage'].variable} needs a package: install geo-ij[redis]")
    if settings.log_format not in {"", "plain", "json"}:
        faults.append(f"{SETTINGS['log_format'].variable} is {settings.log_format!r}: give plain or json")
    faults += faults_of_sign_in(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        groups_claim=settings.oidc_groups_claim,
        roles=settings.oidc_roles,
        is_production=settings.is_production,
    )
    if faults:
        raise SettingsError(faults)


def _is_contact(text: str) -> bool:
    """Say whether a text is an address that fits into one line of security.txt."""
    one_line = text.isascii() and text.isprintable() and " " not in text
    return one_line and text.partition(":")[0] in {"mailto", "https"} and len(text) > len("mailto:")


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
