"""Run a force's sign-in on this computer: a well-behaved one in a process of its own, and one that lies on request."""

import base64
import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.web.service import free_port

CLIENT_ID, CLIENT_SECRET = "the-map", "only the sign-in may see this"
TENANT = "7b0c9d1e-2f3a-4b5c-8d6e-9f0a1b2c3d4e"


class GoodProvider:
    """The program `oidc-provider-mock`, at the address `issuer`."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def put_person(self, subject: str, **claims: Any) -> None:
        """Say what the sign-in says of a person from now on."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def answer(self, address: str, subject: str | None) -> str:
        """Fill in its form, as a person does; None says no. Give the address that it sends the browser to."""
        form = {"action": "deny"} if subject is None else {"sub": subject}
        response = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        return response.headers["Location"]


@contextmanager
def good_provider() -> Iterator[GoodProvider]:
    """Run the program until the block ends."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port), "--require-nonce=true"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            issuer = f"http://127.0.0.1:{port}"
            _wait_for(f"{issuer}/jwks")
            yield GoodProvider(issuer)
        finally:
            process.terminate()


class LyingProvider:
    """A sign-in in a thread, which follows the rules of Entra ID until a test changes one of its attributes."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.issuer = f"{self.root}/{TENANT}/v2.0"
        self.key = _usual_key()
        self.keys = [self.key]
        self.person: dict[str, Any] = {"sub": "s-1", "name": "The First Planner", "groups": ["g-planners"]}
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.token_answer: Response | None = None
        self.make_token = self.signed
        self.delay_s = 0.0
        self.released = threading.Event()
        self.asked: list[str] = []
        self.token_forms: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def code_for(self, address: str, *, length: int = 40) -> tuple[str, str]:
        """Let the person of now sign in at an address of `authorize`; give the code, used once, and the state."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_hex(length)[:length]
        self._codes[code] = query
        return code, query["state"]

    def token_claims(self, query: dict[str, str]) -> dict[str, Any]:
        """Give what a right token says; a claim that a test set to None is left out."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT_ID, "exp": now + 300, "iat": now, "nbf": now, "tid": TENANT}
        claims = right | {"nonce": query.get("nonce")} | self.person | self.claims
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        """Sign as it should be."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid} | self.header, claims, self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        """Say that no signature is needed."""
        return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."

    def signed_with_secret(self, claims: dict[str, Any], secret: bytes) -> str:
        """Sign with what others know as well: the public key, or the secret of the service itself."""
        body = f"{_part({'alg': 'HS256', 'kid': self.key.kid})}.{_part(claims)}"
        return f"{body}.{_text(hmac.digest(secret, body.encode(), 'sha256'))}"

    def application(self) -> Flask:
        """Make the pages of the sign-in."""
        app = Flask("lying_provider")
        app.before_request(self._note)
        base = f"/{TENANT}/v2.0"
        app.add_url_rule(f"{base}/.well-known/openid-configuration", "description", self._describe)
        app.add_url_rule("/keys", "keys", lambda: jsonify({"keys": [_as_entra_lists(key) for key in self.keys]}))
        app.add_url_rule("/token", "token", self._token, methods=["POST"])
        app.add_url_rule("/elsewhere", "elsewhere", self._token, methods=["GET", "POST"])
        app.add_url_rule("/moved", "moved", lambda: redirect("/elsewhere", code=307), methods=["POST"])
        return app

    def _note(self) -> None:
        self.asked.append(request.path)
        self.released.wait(self.delay_s)

    def _describe(self) -> Response:
        return jsonify(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.root}/authorize",
                "token_endpoint": f"{self.root}/token",
                "jwks_uri": f"{self.root}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
            | self.description
        )

    def _token(self) -> Response:
        form = request.form.to_dict()
        self.token_forms.append(form)
        if self.token_answer is not None:
            return self.token_answer
        query = self._codes.pop(form.get("code", ""), None)
        own = request.authorization is not None and request.authorization.password == CLIENT_SECRET
        if not own:
            return _failed("invalid_client")
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if query is None or query["code_challenge"] != _text(verifier) or query["redirect_uri"] != form["redirect_uri"]:
            return _failed("invalid_grant")
        token = self.make_token(self.token_claims(query))
        return jsonify({"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": token})


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """Run such a sign-in until the block ends."""
    port = free_port()
    provider = LyingProvider(port)
    server = make_server("127.0.0.1", port, provider.application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        provider.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def new_key() -> RSAKey:
    """Make a key to sign with."""
    return RSAKey.generate_key(2048, auto_kid=True)


@cache
def _usual_key() -> RSAKey:
    # Once for all tests: a key takes a while to find.
    return new_key()


def _as_entra_lists(key: RSAKey) -> dict[str, Any]:
    """Entra ID says no algorithm of a key, and more than the standard knows."""
    return {**key.as_dict(private=False), "use": "sig", "x5t": key.kid, "cloud_instance_name": "example.org"}


def _failed(error: str) -> Response:
    response = jsonify({"error": error, "error_description": "AADSTS00000: <b>in words of its own</b>"})
    response.status_code = 401 if error == "invalid_client" else 400
    return response


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            requests.get(address, timeout=5).raise_for_status()
        except requests.ConnectionError:
            assert time.monotonic() < until, "the provider does not start"
            time.sleep(0.05)
        else:
            return
