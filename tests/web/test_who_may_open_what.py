"""Who may open what: every route and every role in one written table, so that a new one of either needs a decision."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.settings import read_settings
from geo_ij.store import account_rows
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import Role
from tests.web.addresses import address, fill, taken
from tests.web.people import add_person, signed_in
from web.app import create_app
from web.context import disconnect

PUBLIC = """
GET  /                                200
GET  /map                             200
GET  /map/files/<month>/<version>/<name>  404
GET  /places/<path:ref>               200
GET  /cleaned-areas                   200
GET  /figures                         200
GET  /figures.csv                     200
GET  /report                          200
POST /report                          303
GET  /report/draft/<key>/photograph   404
POST /report/draft/<key>/photograph   404
GET  /report/draft/<key>/issue        404
POST /report/draft/<key>/issue        404
GET  /report/draft/<key>/where        404
POST /report/draft/<key>/where        404
GET  /report/draft/<key>/place        404
POST /report/draft/<key>/place        404
GET  /report/draft/<key>/similar      404
POST /report/draft/<key>/similar      404
GET  /report/draft/<key>/details      404
POST /report/draft/<key>/details      404
GET  /report/draft/<key>/activities   404
POST /report/draft/<key>/activities   404
GET  /report/draft/<key>/contact      404
POST /report/draft/<key>/contact      404
GET  /report/draft/<key>/check        404
POST /report/draft/<key>/check        404
GET  /report/draft/<key>/sent         404
GET  /report/draft/<key>/photograph/<int:number>.jpg  404
POST /report/draft/<key>/photograph/<int:number>/remove  404
GET  /report/map/<version>/basemap.json  200
GET  /report/find                     422
GET  /report/<path:ref>               404
POST /report/<path:ref>               404
GET  /report/<path:ref>/withdraw      404
POST /report/<path:ref>/withdraw      404
GET  /report/photographs/<int:photograph_id>.jpg  200
GET  /report/photographs/<int:photograph_id>-small.jpg  200
GET  /open311/discovery               200
GET  /open311/discovery.<any(json, xml):ending>  200
GET  /open311/v2/services             200
GET  /open311/v2/services.<any(json, xml):ending>  200
GET  /open311/v2/services/<code>      200
GET  /open311/v2/services/<code>.<any(json, xml):ending>  200
GET  /open311/v2/requests             200
POST /open311/v2/requests             403
GET  /open311/v2/requests.<any(json, xml):ending>  200
POST /open311/v2/requests.<any(json, xml):ending>  403
GET  /open311/v2/requests/<request_id>  404
GET  /open311/v2/requests/<request_id>.<any(json, xml):ending>  404
GET  /open311/v2/tokens/<token>       404
GET  /open311/v2/tokens/<token>.<any(json, xml):ending>  404
GET  /about                           200
GET  /privacy                         200
GET  /accessibility                   200
GET  /static/<path:name>              200
GET  /api/v1/hotspots                 200
GET  /api/openapi.json                200
GET  /healthz                         200
GET  /readyz                          200
GET  /.well-known/security.txt        404
"""
"""What everybody gets alike, signed in or not."""

STAFF = """
                                            nobody unready nomin plan super serg analyst mod data admin audit
GET  /staff/                                302    302     200   200  200   200  200     200 200  200   200
GET  /staff/account                         302    302     200   200  200   200  200     200 200  200   200
GET  /staff/account/password                302    200     200   200  200   200  200     200 200  200   200
POST /staff/account/password                401    400     400   400  400   400  400     400 400  400   400
GET  /staff/account/second-factor           302    302     200   200  200   200  200     200 200  200   200
POST /staff/account/second-factor           401    400     400   400  400   400  400     400 400  400   400
GET  /staff/account/second-factor/remove    302    302     302   302  302   302  302     302 302  302   302
POST /staff/account/second-factor/remove    401    302     400   400  400   400  400     400 400  400   400
POST /staff/account/sign-out-elsewhere      401    302     400   400  400   400  400     400 400  400   400
GET  /staff/audit                           302    302     403   403  403   403  403     403 200  403   200
GET  /staff/audit.csv                       302    302     403   403  403   403  403     403 200  403   200
GET  /staff/back-test                       302    302     403   200  403   200  200     200 200  403   403
GET  /staff/back-test/<force>.svg           302    302     403   404  403   404  404     404 404  403   403
GET  /staff/back-test/narrow/<force>.svg    302    302     403   404  403   404  404     404 404  403   403
GET  /staff/clear-hold-build                302    302     403   200  403   200  200     200 200  403   403
GET  /staff/hotspots                        302    302     403   200  403   200  200     200 200  403   403
POST /staff/hotspots/find                   401    302     403   400  403   403  400     403 403  403   403
GET  /staff/hotspots.<ending>               302    302     403   200  403   200  200     403 403  403   403
GET  /staff/imports                         302    302     403   200  403   403  200     403 403  200   403
GET  /staff/local-names                     302    302     403   200  403   200  200     200 403  200   403
GET  /staff/local-names/<reference>/change  302    302     403   200  403   200  200     200 403  200   403
POST /staff/local-names/<reference>/change  401    302     403   400  403   400  400     400 403  400   403
GET  /staff/local-names/<reference>/remove  302    302     403   200  403   200  200     200 403  200   403
POST /staff/local-names/<reference>/remove  401    302     403   400  403   400  400     400 403  400   403
GET  /staff/local-names/words/<int:location_id>/forget  302  302  403  403  403  403  403  200 403  403   403
POST /staff/local-names/words/<int:location_id>/forget  401  302  403  403  403  403  403  400 403  403   403
GET  /staff/local-names/add                 302    302     403   200  403   200  200     200 403  200   403
POST /staff/local-names/add                 401    302     403   400  403   400  400     400 403  400   403
GET  /staff/map                             302    302     403   200  403   200  200     200 200  403   403
GET  /staff/map/<version>/<name>            302    302     403   200  403   200  200     200 200  403   403
POST /staff/patch                           401    302     400   400  400   400  400     400 400  400   400
GET  /staff/places/<path:ref>               302    302     403   200  403   200  200     200 200  403   403
GET  /staff/plan                            302    302     403   200  403   200  403     403 403  403   403
GET  /staff/ranking                         302    302     403   200  403   200  200     200 200  403   403
GET  /staff/referrals                       302    302     403   200  403   403  403     403 200  403   403
GET  /staff/reports                         302    302     403   200  403   200  200     200 200  403   403
GET  /staff/reports.<ending>                302    302     403   200  403   403  200     403 403  403   403
GET  /staff/reports/<reference>             302    302     403   200  403   200  200     200 200  403   403
POST /staff/reports/<reference>/<step>      401    302     403   403  403   403  403     400 403  403   403
GET  /staff/reports/concern                 302    302     200   200  403   200  403     200 403  403   403
POST /staff/reports/concern                 401    302     400   400  403   400  403     400 403  403   403
GET  /staff/reports/mail                    302    302     403   403  403   403  403     200 403  403   403
GET  /staff/reports/mail/<key>              302    302     403   403  403   403  403     404 403  403   403
POST /staff/reports/mail/<key>              401    302     403   403  403   403  403     400 403  403   403
POST /staff/reports/mail/<key>/set-aside    401    302     403   403  403   403  403     400 403  403   403
GET  /staff/reports/<reference>/photographs/<int:photograph_id>.jpg           302    302     403   200  403   200  200     200 200  403   403
GET  /staff/reports/<reference>/photographs/<int:photograph_id>-approved.jpg  302    302     403   200  403   200  200     200 200  403   403
GET  /staff/reports/<reference>/photographs/<int:photograph_id>          302    302     403   403  403   403  403     200 403  403   403
POST /staff/reports/<reference>/photographs/<int:photograph_id>          401    302     403   403  403   403  403     400 403  403   403
GET  /staff/reports/<reference>/photographs/<int:photograph_id>/remove   302    302     403   403  403   403  403     200 403  403   403
POST /staff/reports/<reference>/photographs/<int:photograph_id>/remove   401    302     403   403  403   403  403     400 403  403   403
GET  /staff/sign-in                         200    302     302   302  302   302  302     302 302  302   302
POST /staff/sign-in                         400    400     400   400  400   400  400     400 400  400   400
GET  /staff/sign-in/code                    302    302     302   302  302   302  302     302 302  302   302
POST /staff/sign-in/code                    400    400     400   400  400   400  400     400 400  400   400
POST /staff/sign-in/work-account            400    400     400   400  400   400  400     400 400  400   400
GET  /staff/sign-in/work-account/answer     404    404     404   404  404   404  404     404 404  404   404
POST /staff/sign-out                        401    400     400   400  400   400  400     400 400  400   400
GET  /staff/sites                           302    302     403   200  403   200  200     200 200  403   403
GET  /staff/sites.<ending>                  302    302     403   200  403   200  200     403 403  403   403
GET  /staff/users                           302    302     403   403  403   403  403     403 403  200   403
GET  /staff/users/<int:account_id>/change   302    302     403   403  403   403  403     403 403  200   403
POST /staff/users/<int:account_id>/change   401    302     403   403  403   403  403     403 403  400   403
GET  /staff/users/<int:account_id>/disable  302    302     403   403  403   403  403     403 403  200   403
POST /staff/users/<int:account_id>/disable  401    302     403   403  403   403  403     403 403  400   403
GET  /staff/users/<int:account_id>/enable   302    302     403   403  403   403  403     403 403  200   403
POST /staff/users/<int:account_id>/enable   401    302     403   403  403   403  403     403 403  400   403
GET  /staff/users/<int:account_id>/reset    302    302     403   403  403   403  403     403 403  200   403
POST /staff/users/<int:account_id>/reset    401    302     403   403  403   403  403     403 403  400   403
GET  /staff/users/add                       302    302     403   403  403   403  403     403 403  200   403
POST /staff/users/add                       401    302     403   403  403   403  403     403 403  400   403
GET  /staff/work                            302    302     403   200  200   403  403     403 403  403   403
"""  # noqa: E501  # a line holds a whole address
"""What each gets: nobody is signed in, somebody has that role alone (by how its name begins), or every role but no
password of their own yet.

A form is sent without its token: 400 says that it would be taken, and 404 that the page opens with nothing behind it.
"""

STRANGER, UNREADY = "nobody", "unready"


def rows(table: str) -> dict[tuple[str, str], list[str]]:
    """Read a table: what is expected by method and route."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in table.strip().splitlines():
        if line.startswith(("GET", "POST")):
            # What varies may hold a space: <any(json, xml):ending>.
            read = re.fullmatch(r"(GET|POST) +((?:<[^>]+>|[^ ])+)((?: +\d{3})+)", line)
            assert read is not None, line
            assert read.group(1, 2) not in found, line
            found[read[1], read[2]] = read[3].split()
    return found


def columns() -> list[str]:
    """Give who has a column in the table of staff; roles by their whole names."""
    begun = STAFF.strip().splitlines()[0].split()
    roles = [role.value for role in GIVEN_ROLES]
    return [next((role for role in roles if role.startswith(word)), word) for word in begun]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application on a county with something behind each address."""
    url = f"sqlite:///{tmp_path_factory.mktemp('county') / 'county.sqlite'}"
    settings = read_settings({}, database_url=url)
    database = open_database(url)
    fill(database, settings=settings)
    database.close()
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    disconnect(app)


@pytest.fixture(scope="module")
def people(app: Flask) -> dict[str, FlaskClient]:
    """Give a browser for everybody in the table."""
    database: Database = app.extensions["geo_ij.staff"].wiring.database
    add_person(database, Role.PLANNER)  # the account that is looked at
    found = {role.value: signed_in(app, database, role) for role in GIVEN_ROLES}
    found[STRANGER] = app.test_client()
    found[UNREADY] = signed_in(app, database, *GIVEN_ROLES)
    with database.write(content=False) as connection:
        newest = max(account_rows.accounts(connection), key=lambda one: one.account_id)
        account_rows.change_account(connection, newest.account_id, must_change_password=True)
    return found


def test_every_route_has_its_line_and_every_role_its_column(app: Flask) -> None:
    listed = {**rows(PUBLIC), **rows(STAFF)}
    without = {one for one in taken(app) if one not in listed}
    assert without == set(), "decide who may open these, and write a line for each"
    gone = {one for one in listed if one not in taken(app)}
    assert gone == set(), "these lines are of no route"
    assert set(columns()) == {STRANGER, UNREADY, *(role.value for role in GIVEN_ROLES)}
    assert {route.startswith("/staff/") for _, route in rows(STAFF)} == {True}
    assert {route.startswith("/staff/") for _, route in rows(PUBLIC)} == {False}


def test_everybody_gets_what_the_table_says(people: dict[str, FlaskClient]) -> None:
    wrong = []
    for (method, route), expected in rows(STAFF).items():
        for who, status in zip(columns(), expected, strict=True):
            answer = people[who].open(address(route), method=method)
            if answer.status_code != int(status):
                wrong.append(f"{method} {route} as {who}: {answer.status_code}, not {status}")
    assert wrong == []


def test_the_public_gets_what_the_table_says_whoever_asks(people: dict[str, FlaskClient]) -> None:
    for (method, route), (status,) in rows(PUBLIC).items():
        answers = {who: client.open(address(route), method=method) for who, client in people.items()}
        assert {answer.status_code for answer in answers.values()} == {int(status)}, route
        # Each report that is begun has a key of its own.
        said = {re.sub(rb"/report/draft/[^/]+", b"", answer.data) for answer in answers.values()}
        assert len(said) == 1, f"{route} differs by who asks"


def test_a_refused_form_never_gets_as_far_as_its_token(people: dict[str, FlaskClient]) -> None:
    # Whoever may send it is told of the missing token, and nobody else.
    forms = {route: expected for (method, route), expected in rows(STAFF).items() if method == "POST"}
    assert len(forms) > 10
    for route, expected in forms.items():
        assert set(expected) <= {"302", "400", "401", "403"}, route
        who = dict(zip(columns(), expected, strict=True))
        assert who[STRANGER] == "401" or route.startswith("/staff/sign-in"), route


def test_strangers_are_sent_to_sign_in_and_learn_nothing(people: dict[str, FlaskClient]) -> None:
    for method, route in rows(STAFF):
        answer = people[STRANGER].open(address(route), method=method)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/staff/sign-in"), route
        for known in ("Gold Street", "Mill Road", "Spring Rise"):
            assert known not in answer.text, route


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "INVENTED"])
def test_no_other_method_is_taken(people: dict[str, FlaskClient], method: str) -> None:
    for _, route in rows(STAFF):
        assert people[Role.ADMIN.value].open(address(route), method=method).status_code == 405, route
        assert people[STRANGER].open(address(route), method=method).status_code in (401, 405), route
    for _, route in rows(PUBLIC):
        assert people[STRANGER].open(address(route), method=method).status_code == 405, route
