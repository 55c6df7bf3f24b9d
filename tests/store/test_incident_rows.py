"""What an extract says of incidents in the store, on SQLite and on PostgreSQL: kinds, and what may be public."""

import hashlib

import pandas as pd
import pytest

from geo_ij.store import incident_rows
from geo_ij.store.database import Database

MONTH = 24_300
FORCE = "northamptonshire"


def fingerprint(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()


def extract(*kinds: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "easting": [487_000.0] * len(kinds),
            "northing": [277_000.0] * len(kinds),
            "uncertainty_m": [0.0] * len(kinds),
            "asb_type": [kind for kind, _ in kinds],
            "asb_qualifier": [qualifier for _, qualifier in kinds],
            "occurred_on": ["2025-01-31"] * len(kinds),
            "reference": [None] * len(kinds),
        }
    )


def put(database: Database, *kinds: tuple[str, str], month: int = MONTH, mark: str = "a") -> int | None:
    with database.write() as connection:
        return incident_rows.put_extract_month(
            connection, force=FORCE, month=month, incidents=extract(*kinds), fingerprint=fingerprint(mark)
        )


def put_archive(database: Database, *, month: int = MONTH, asb: int = 3, mark: str = "b") -> bool:
    rows = pd.DataFrame({"stream": ["asb"] * asb + ["criminal_damage"]}).assign(
        easting=1.0, northing=2.0, lsoa_code=None
    )
    with database.write() as connection:
        return incident_rows.replace_force_month(
            connection, force=FORCE, month=month, incidents=rows, asb_read=asb, criminal_damage_read=1, other_read=5,
            fingerprint=fingerprint(mark),
        )  # fmt: skip


ALL = [
    ("noise", "nuisance"), ("rowdy_nuisance_neighbours", "environmental"), ("nuisance_communications", "unknown"),
    ("begging_vagrancy", "nuisance"), ("prostitution_related", "nuisance"), ("street_drinking", "personal"),
    ("unspecified", "personal"), ("unspecified", "unknown"), ("street_drinking", "unknown"),
    ("unspecified", "environmental"),
]  # fmt: skip
PUBLISHABLE = ALL[-3:]


@pytest.mark.parametrize("publishable_only", [False, True])
def test_only_what_may_be_public_is_counted_for_the_public(database: Database, publishable_only: bool) -> None:
    put_archive(database)
    put(database, *ALL)
    put(database, ("noise", "nuisance"), month=MONTH + 1)
    expected = PUBLISHABLE if publishable_only else ALL
    with database.read() as connection:
        months = incident_rows.stored_months(connection, publishable_only=publishable_only)
        counts, damage = (
            incident_rows.read_counts(
                connection, stream=stream, first_month=MONTH, last_month=MONTH, publishable_only=publishable_only
            )
            for stream in ("asb", "criminal_damage")
        )
        assert incident_rows.holds_extract(connection)
    assert counts["incidents"].sum() == len(expected)
    assert damage["incidents"].sum() == 1
    # The month after holds nothing that may be public, and no archive says anything else of it.
    assert months["asb_read"].tolist() == [len(expected)] + ([] if publishable_only else [1])
    assert months["asb_source"].tolist() == ["extract"] * len(months)


def test_a_month_of_which_an_archive_tells_something_is_listed_without_what_is_secret(database: Database) -> None:
    put_archive(database)
    put(database, ("noise", "nuisance"))
    with database.read() as connection:
        months = incident_rows.stored_months(connection, publishable_only=True)
    assert months[["asb_read", "criminal_damage_read"]].to_numpy().tolist() == [[0, 1]]


def test_an_archive_alone_is_listed_as_it_is(database: Database) -> None:
    put_archive(database)
    with database.read() as connection:
        assert not incident_rows.holds_extract(connection)
        one, other = (incident_rows.stored_months(connection, publishable_only=flag) for flag in (False, True))
    pd.testing.assert_frame_equal(one, other)
    assert one["asb_source"].tolist() == ["archive"]


def test_kinds_are_read_where_one_is_known(database: Database) -> None:
    put_archive(database, month=MONTH + 1)
    put(database, *ALL, ALL[0])
    with database.read() as connection:
        kinds = incident_rows.read_kinds(connection, first_month=MONTH, last_month=MONTH + 1)
        none = incident_rows.read_kinds(connection, first_month=MONTH + 1, last_month=MONTH + 1)
    assert (
        list(kinds.columns) == list(none.columns) == ["easting", "northing", "asb_type", "asb_qualifier", "incidents"]
    )
    assert kinds["incidents"].sum() == len(ALL)  # one twice, and one of which nothing is known
    assert {tuple(one): count for *one, count in kinds.iloc[:, 2:].itertuples(index=False)}["noise", "nuisance"] == 2
    assert none.empty


def test_the_same_extract_is_known_again_before_and_after_an_archive(database: Database) -> None:
    assert put(database, *ALL) == 0
    assert put(database, *ALL) is None
    assert put_archive(database)
    assert put(database, *ALL) is None
    assert put(database, *ALL[1:], mark="c") == len(ALL)
    assert put_archive(database, mark="d")
    assert put(database, *ALL[1:], mark="c") is None
    assert not put_archive(database, month=MONTH + 1)
    assert put(database, *ALL, month=MONTH + 1) == 3
