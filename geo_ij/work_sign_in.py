"""Check the settings of the force's own sign-in (OpenID Connect) before anybody uses it."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from geo_ij.errors import SettingsError

GROUP_CLAIMS = ("groups", "roles")
"""The claims that may say what somebody may do here: security groups, or the roles of the registered application."""


def group_roles(text: str, *, variable: str = "GEO_IJ_OIDC_ROLES") -> tuple[tuple[str, str], ...]:
    """Read which group has which role, as in "group=role; group=role".

    Raises SettingsError that names every part that is no such pair.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    pairs = [tuple(word.strip() for word in part.rpartition("=")[::2]) for part in parts]
    faults = [
        f"{variable} has {part!r}: write group=role; group=role"
        for part, pair in zip(parts, pairs, strict=True)
        if not all(pair)
    ]
    if faults:
        raise SettingsError(faults)
    return tuple((group, role) for group, role in pairs)


def faults_of_sign_in(
    *, issuer: str, client_id: str, client_secret: str, groups_claim: str, roles: str, is_production: bool
) -> Iterator[str]:
    """Say everything that keeps the force's own sign-in from working safely; with no issuer nothing is looked at."""
    if not issuer:
        return
    if not is_safe_issuer(issuer, is_production=is_production):
        yield (
            f"GEO_IJ_OIDC_ISSUER is {issuer!r}: give the address that the sign-in calls itself, beginning with "
            "https://, without anything behind a “?” or “#”"
        )
    if not client_id:
        yield "GEO_IJ_OIDC_ISSUER needs GEO_IJ_OIDC_CLIENT_ID: what that sign-in knows this service by"
    if not client_secret:
        yield "GEO_IJ_OIDC_ISSUER needs GEO_IJ_OIDC_CLIENT_SECRET: the secret that this service shows to it"
    if groups_claim not in GROUP_CLAIMS:
        yield f"GEO_IJ_OIDC_GROUPS_CLAIM is {groups_claim!r}: give {' or '.join(GROUP_CLAIMS)}"
    try:
        if not group_roles(roles):
            yield "GEO_IJ_OIDC_ISSUER needs GEO_IJ_OIDC_ROLES: without a group that has a role nobody could sign in"
    except SettingsError as error:
        yield from error.faults


def is_safe_issuer(issuer: str, *, is_production: bool) -> bool:
    """Say whether a sign-in's address can be believed: HTTPS, or this computer where nobody else is served."""
    try:
        parts = urlsplit(issuer)
        host = parts.hostname
    except ValueError:
        return False
    if not host or "?" in issuer or "#" in issuer or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and not is_production and _is_here(parts))


def _is_here(parts: SplitResult) -> bool:
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"
