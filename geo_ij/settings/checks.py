"""Refuse to serve with settings that would be unsafe."""

import importlib.util
from urllib.parse import urlsplit

from geo_ij.errors import SettingsError
from geo_ij.settings.mail import faults_of_mail
from geo_ij.settings.table import SETTINGS
from geo_ij.settings.values import Settings
from geo_ij.work_sign_in import faults_of_sign_in

SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10
"""Characters of a secret, and how many different ones: 32 random ones cannot be guessed."""

MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"  # noqa: S105  # how to make one


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
    faults += faults_of_mail(settings)
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
