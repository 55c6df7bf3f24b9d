"""Put people of every role at a browser, as they come in through the sign-in page."""

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.passwords import hashed
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role

PASSWORD = "quiet lanterns over gravel"  # noqa: S105  # of people who do not exist


def signed_in(
    app: Flask, database: Database, *roles: Role, areas: tuple[str, ...] = (), base_url: str | None = None
) -> FlaskClient:
    """Give a browser at which somebody with these roles and areas has signed in with their password."""
    name = add_person(database, *roles, areas=areas)
    client = app.test_client()
    response = sign_in(client, name, PASSWORD, base_url=base_url)
    assert response.status_code == 303, response.text
    return client


def add_person(database: Database, *roles: Role, areas: tuple[str, ...] = ()) -> str:
    """Add an account straight to the database; give the name to sign in with."""
    with database.write(content=False) as connection:
        name = f"person {len(account_rows.accounts(connection)) + 1}"
        account_rows.add_account(
            connection,
            name=name,
            label=name.title(),
            roles=tuple(role.value for role in roles),
            areas=areas,
            password_hash=_hash(),
            added_at="2026-01-01T00:00:00+00:00",
        )
    return name


def sign_in(client: FlaskClient, name: str, password: str, *, next_page: str = "", base_url: str | None = None):  # type: ignore[no-untyped-def]
    """Fill in the sign-in form and send it."""
    token = token_of(client, "/staff/sign-in", base_url=base_url)
    form = {"csrf_token": token, "name": name, "password": password, "next": next_page}
    headers = {"Referer": f"{base_url}/staff/sign-in"} if base_url else {}
    return client.post("/staff/sign-in", data=form, base_url=base_url, headers=headers)


def token_of(client: FlaskClient, page: str, *, base_url: str | None = None) -> str:
    """Open a page with a form and give the token that it holds."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page, base_url=base_url).text)
    assert found is not None, page
    return found.group(1)


@cache
def _hash() -> str:
    # Once for all tests: hashing is slow on purpose.
    return hashed(PASSWORD)
