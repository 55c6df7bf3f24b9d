"""Ask the force's own sign-in (OpenID Connect) who somebody is, and believe only what it signed for this service."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from requests import RequestException

from geo_ij.settings import Settings

log = logging.getLogger(__name__)

SCOPE = "openid profile"
"""What is asked for: who somebody is and what they are called. Nothing of theirs can be read with it."""

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that count: made with a key that this service does not have. Never "none", never a shared secret."""

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 3.0, 5.0
"""How long the sign-in is waited for, each time it is asked: a thread of ours waits as long."""

KEPT_S = 3600.0
"""For how long its description and its keys are kept: one that it takes back counts no longer than that."""

LEEWAY_S = 120
"""By how much the clocks of two computers may differ."""

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ALGORITHMS = "id_token_signing_alg_values_supported"
_USED = ("issuer", *_ENDPOINTS, _ALGORITHMS, "_loaded_at")

AWAY = "The sign-in of your work account does not answer. Try again in a few minutes."
NOT_SET_UP = "Signing in with a work account is not set up rightly. Tell whoever looks after this service."
NOT_LET_IN = (
    "Your force's sign-in did not let you in, or you stopped on the way. Try again, or ask whoever looks after your "
    "work account."
)
STALE = (
    "This sign-in was used already, took too long, or was begun in another browser or tab. Nobody was signed in by it: "
    "start again here."
)
UNTRUSTED = (
    "What your force's sign-in sent back cannot be trusted, so nobody was signed in. Try again, and if it happens "
    "again, tell whoever looks after this service."
)
CLOCK = (
    "What your force's sign-in sent back is from another time, so nobody was signed in. Try again, and if it happens "
    "again, tell whoever looks after this service that a clock may be wrong."
)
TOO_MANY_GROUPS = (
    "You are in so many groups that your force's sign-in does not list them. Whoever looks after it can send only the "
    "groups of this service, or roles in place of groups."
)

_ERRORS = {
    "access_denied": (NOT_LET_IN, 403),
    "login_required": (NOT_LET_IN, 403),
    "interaction_required": (NOT_LET_IN, 403),
    "consent_required": (NOT_LET_IN, 403),
    "server_error": (AWAY, 503),
    "temporarily_unavailable": (AWAY, 503),
    "invalid_grant": (STALE, 400),
}
"""What the errors of OAuth 2.0 and OpenID Connect mean for the person; any other means that something is not set up."""


class WorkSignInError(Exception):
    """Nobody was signed in: `sentence` says so to the person, `why` to the log, `status` is of HTTP."""

    def __init__(self, sentence: str, *, why: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.why = why
        self.status = status


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun: where the person goes, and what must come back or prove that it was us."""

    address: str
    state: str
    nonce: str
    code_verifier: str


class WorkProvider:
    """The force's own sign-in as the settings name it; safe for many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._client: FlaskOAuth2App | None = None
        self._described_at = 0.0

    def begin(self, *, answer_to: str) -> Begun:
        """Begin a sign-in whose answer comes to the address `answer_to`. Raises WorkSignInError."""
        with _explained():
            asked = self._described().create_authorization_url(answer_to)
        return Begun(asked["url"], asked["state"], asked["nonce"], asked["code_verifier"])

    def claims(self, code: str, *, nonce: str, code_verifier: str, answer_to: str) -> dict[str, Any]:
        """Exchange the code of an answer for what the sign-in says of the person, checked in every respect.

        Raises WorkSignInError where that is not to be had, is not signed by it, is old, or is meant for others.
        """
        with _explained():
            client = self._described()
            token = client.fetch_access_token(redirect_uri=answer_to, code=code, code_verifier=code_verifier)
            if not isinstance(token.get("id_token"), str):
                raise WorkSignInError(UNTRUSTED, why="no identity token", status=400)
            own = self._settings.oidc_client_id
            wanted = {"iss": {"essential": True, "value": self._settings.oidc_issuer}}
            claims = client.parse_id_token(token, nonce=nonce, claims_options=wanted, leeway=LEEWAY_S)
        # The library would let a token through that is meant for others as well, or for others alone.
        if claims["aud"] not in (own, [own]):
            raise WorkSignInError(UNTRUSTED, why="the identity token is not meant for this service alone", status=400)
        self._check_tenant(claims)
        return dict(claims)

    def groups(self, claims: dict[str, Any]) -> tuple[str, ...]:
        """Give the groups that the sign-in lists of a person. Raises WorkSignInError where there are too many."""
        name = self._settings.oidc_groups_claim
        listed = claims.get(name)
        if listed is None and (name in (claims.get("_claim_names") or ()) or claims.get("hasgroups")):
            raise WorkSignInError(TOO_MANY_GROUPS, why="too many groups to be listed", status=403)
        return tuple(one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, str))

    def _check_tenant(self, claims: dict[str, Any]) -> None:
        """Refuse people of another organisation of Entra ID, whose number must be in the address of its sign-in."""
        tenant = claims.get("tid")
        named = [part for part in urlsplit(self._settings.oidc_issuer).path.split("/") if part]
        if tenant is not None and tenant not in named:
            raise WorkSignInError(UNTRUSTED, why="the identity token is of another tenant", status=400)

    def _described(self) -> FlaskOAuth2App:
        """Give the client of the sign-in with a description of it that is not old."""
        with self._lock:
            client, age = self._client, time.monotonic() - self._described_at
        if client is not None and age <= KEPT_S:
            return client
        # Not under the lock: where the sign-in is away, nobody shall wait for somebody else's wait.
        client = self._new_client()
        client.server_metadata = self._checked(client.load_server_metadata())
        with self._lock:
            self._client, self._described_at = client, time.monotonic()
        return client

    def _new_client(self) -> FlaskOAuth2App:
        return FlaskOAuth2App(
            FlaskIntegration("work"),
            "work",
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret,
            server_metadata_url=f"{self._settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": SCOPE,
                "code_challenge_method": "S256",
                "default_timeout": (SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
                # Our secret goes where the description says, and from there nowhere else.
                "max_redirects": 0,
            },
        )

    def _checked(self, description: Any) -> dict[str, Any]:
        """Keep of the sign-in's description what is used here, if it is that of the sign-in that the settings name."""
        if not isinstance(description, dict) or description.get("issuer") != self._settings.oidc_issuer:
            raise WorkSignInError(NOT_SET_UP, why="the sign-in calls itself other than GEO_IJ_OIDC_ISSUER", status=503)
        kept = {name: description[name] for name in _USED if name in description}
        scheme = urlsplit(self._settings.oidc_issuer).scheme
        if not all(str(kept.get(name, "")).startswith(f"{scheme}://") for name in _ENDPOINTS):
            raise WorkSignInError(NOT_SET_UP, why="the sign-in's description lacks a safe address", status=503)
        offered = kept.get(_ALGORITHMS)
        kept[_ALGORITHMS] = [one for one in SIGNATURES if isinstance(offered, list) and one in offered]
        if not kept[_ALGORITHMS]:
            raise WorkSignInError(NOT_SET_UP, why="the sign-in has no signature that counts", status=503)
        return kept


def failure_of(error: str) -> WorkSignInError:
    """Explain an error that the sign-in names by its code, in an answer or when a code is exchanged."""
    sentence, status = _ERRORS.get(error, (NOT_SET_UP, 503))
    # Whoever sends an answer could write anything here: it stays one short line.
    return WorkSignInError(sentence, why=f"the sign-in said {error[:60]!r}", status=status)


@contextmanager
def _explained() -> Iterator[None]:
    """Translate what the network, the sign-in and the check of its signature say; the log has the words themselves."""
    try:
        yield
    except RequestException as error:
        log.warning("the sign-in with a work account does not answer: %s", error)
        raise WorkSignInError(AWAY, why="the sign-in does not answer", status=503) from error
    except OAuthError as error:
        log.warning("the sign-in with a work account refused: %s", error)
        raise failure_of(str(error.error)) from error
    except JoseError as error:
        log.warning("the identity token cannot be trusted: %s", error)
        raise _distrust(error) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("the sign-in with a work account answered with nonsense: %r", error)
        raise WorkSignInError(UNTRUSTED, why="the answer cannot be read", status=400) from error


def _distrust(error: JoseError) -> WorkSignInError:
    if isinstance(error, ExpiredTokenError) or (isinstance(error, ClaimError) and error.claim in ("iat", "nbf")):
        return WorkSignInError(CLOCK, why=f"the identity token is from another time ({error.error})", status=400)
    return WorkSignInError(UNTRUSTED, why=f"the identity token cannot be trusted ({error.error})", status=400)
