"""Give the tests of the web an application on a real, migrated database."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import signed_in
from web.app import create_app
from web.context import disconnect


@pytest.fixture
def settings(sqlite_database: Database) -> Settings:
    """Give the settings of the test's database."""
    return read_settings({}, database_url=sqlite_database.engine.url.render_as_string(hide_password=False))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Give the application on an empty database."""
    app = create_app(settings)
    yield app
    disconnect(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser on this computer that nobody signed in with, before anything is stored."""
    return app.test_client()


@pytest.fixture
def filled(sqlite_database: Database, client: FlaskClient) -> FlaskClient:
    """Give the same, with a small county to see."""
    small_county.fill(sqlite_database)
    return client


@pytest.fixture
def planner(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser on this computer at which a planner is signed in, before anything is stored."""
    return signed_in(app, sqlite_database, Role.PLANNER)


@pytest.fixture
def filled_planner(sqlite_database: Database, planner: FlaskClient) -> FlaskClient:
    """Give the same, with a small county to see."""
    small_county.fill(sqlite_database)
    return planner
