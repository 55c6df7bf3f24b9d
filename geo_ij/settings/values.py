"""Read every setting once, at the edge, from the environment, into one frozen value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from geo_ij.errors import SettingsError
from geo_ij.settings.files import default_database_url
from geo_ij.settings.table import SETTINGS


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
    force_name: str
    police_url: str
    report_weight_percent: int
    reports_an_hour: int
    reports_a_place_an_hour: int
    forms_a_minute: int
    photograph_limit_megabytes: int
    contact_months: int
    alarm_email: str
    letters_an_address_a_day: int
    mail_from: str
    smtp_url: str = field(repr=False)
    imap_url: str = field(repr=False)
    council_emails: str
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
