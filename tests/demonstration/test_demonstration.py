"""The invented county: the same every time, like the real one in what matters, and complete."""

import datetime as dt
import re
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo_ij.demonstration.county import MONTHS, SPRING_RISE, TOWNS
from geo_ij.demonstration.events import ARCHIVE_COLUMNS, WORK_MONTH, expected_events, make_months
from geo_ij.demonstration.sites import SITES, SPRING_RISE_SITE, make_sites
from geo_ij.demonstration.streets import APART_M, make_streets
from geo_ij.demonstration.work import PIECES, make_work
from geo_ij.frames import month_number
from geo_ij.projection import to_metres
from geo_ij.sources.postcodes import postcode_points
from geo_ij.sources.shipped import shipped_boundaries

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "demonstration.md"
AS_OF = dt.date(2026, 3, 1)
LAST = month_number("2026-01")


@cache
def postcodes() -> np.ndarray:
    boundaries = shipped_boundaries()
    return postcode_points(boundaries.loc[boundaries["name"] == "Northamptonshire"].geometry.iloc[0])


@cache
def streets() -> pd.DataFrame:
    return make_streets(postcodes())


@cache
def months() -> dict[str, pd.DataFrame]:
    return make_months(streets(), last_month=LAST)


@cache
def sites() -> pd.DataFrame:
    asb, _ = expected_events(streets(), last_month=LAST)
    return make_sites(streets(), asb, anchor=AS_OF)


@cache
def work() -> pd.DataFrame:
    return make_work(sites(), last_month=LAST, anchor=AS_OF)


def measures(rows: pd.DataFrame) -> dict[str, float]:
    """Measure a year of rows of police files, by the names in the table of the page."""
    counts = rows["Crime type"].value_counts()
    asb = rows[(rows["Crime type"] == "Anti-social behaviour") & rows["Longitude"].notna()]
    calendar = rows.loc[rows["Crime type"] == "Anti-social behaviour", "Month"].str[5:]
    monthly = asb.groupby(["Longitude", "Latitude", "Month"]).size().unstack(fill_value=0).to_numpy()
    totals = monthly.sum(axis=1)
    busiest = np.sort(totals)[::-1]
    before, after = monthly[:, :9].sum(axis=1), monthly[:, 9:].sum(axis=1)
    known = np.argsort(-before, kind="stable")[: round((before > 0).sum() * 0.1)]
    active = (monthly > 0).sum(axis=1)
    kettering = next(town for town in TOWNS if town.name == "Kettering")
    easting, northing = to_metres(asb["Longitude"], asb["Latitude"])
    distance = np.hypot(easting - kettering.easting, northing - kettering.northing)
    return {
        "events": counts["Anti-social behaviour"],
        "events in June to August over those in December to February": calendar.isin(["06", "07", "08"]).sum()
        / calendar.isin(["12", "01", "02"]).sum(),
        "points": len(totals),
        "points with one event, share": (totals == 1).mean(),
        "events at the busiest 1 % of points, share": busiest[: round(len(busiest) * 0.01)].sum() / totals.sum(),
        "events at the busiest 10 % of points, share": busiest[: round(len(busiest) * 0.1)].sum() / totals.sum(),
        "points active in 6 months or more": (active >= 6).sum(),
        "points active in 10 months or more": (active >= 10).sum(),
        "events of the last 3 months at the busiest 10 % of points of the 9 before, share": after[known].sum()
        / after.sum(),
        "events of the last 3 months at points without any in the 9 before, share": after[before == 0].sum()
        / after.sum(),
        "events within 500 m of the middle of Kettering, share of its events": (distance < 500).sum()
        / (distance < kettering.reach_m).sum(),
        "criminal damage events": counts["Criminal damage and arson"],
    }


def table() -> dict[str, tuple[str, str]]:
    """Read the table of the page: measure -> (real, demonstration)."""
    rows = re.findall(r"^\| (.+?) \| ([\d.,]+) \| ([\d.,?]+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {measure: (real, ours) for measure, real, ours in rows}


def shown(value: float, like: str) -> str:
    return f"{value:.2f}" if "." in like else f"{value:,.0f}"


def test_the_page_states_the_demonstrations_own_figures() -> None:
    last_year = pd.concat(list(months().values())[-12:])
    found = measures(last_year)
    assert {name: ours for name, (_, ours) in table().items()} == {
        name: shown(found[name], real) for name, (real, _) in table().items()
    }
    assert set(found) == set(table())


def test_the_page_states_the_real_figures(open_data: Path) -> None:
    with zipfile.ZipFile(open_data / "police" / "northamptonshire-2025.zip") as zipped:
        real = pd.concat(pd.read_csv(zipped.open(name)) for name in sorted(zipped.namelist()) if name.endswith(".csv"))
    found = measures(real)
    assert {name: stated for name, (stated, _) in table().items()} == {
        name: shown(found[name], stated) for name, (stated, _) in table().items()
    }


def test_the_demonstration_is_like_the_real_county() -> None:
    for name, (real, ours) in table().items():
        wanted, is_so = float(real.replace(",", "")), float(ours.replace(",", ""))
        assert is_so == pytest.approx(wanted, rel=0.25), name


def test_twice_gives_the_same_and_the_order_of_the_postcodes_does_not_matter() -> None:
    mixed = np.random.RandomState(3).permutation(postcodes())
    again = make_streets(mixed)
    assert_frame_equal(again, streets())
    for month, rows in make_months(again, last_month=LAST).items():
        assert_frame_equal(rows, months()[month])


def test_months_have_the_official_columns_and_end_where_they_should() -> None:
    assert next(iter(months())) == "2024-02"
    assert list(months())[-1] == "2026-01"
    assert len(months()) == MONTHS
    for month, rows in months().items():
        assert list(rows.columns) == list(ARCHIVE_COLUMNS)
        assert set(rows["Month"]) == {month}
    damage = months()["2025-06"].query("`Crime type` == 'Criminal damage and arson'")
    assert damage["Crime ID"].is_unique
    assert damage["Crime ID"].str.fullmatch("[0-9a-f]{64}").all()


def test_points_are_apart_and_streets_are_named_once_in_a_town() -> None:
    points = streets()[["easting", "northing"]].to_numpy()
    from scipy.spatial import cKDTree

    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    assert nearest.min() >= APART_M
    named = streets()[~streets()["location"].str.contains("/|Area|Supermarket|Station|Nightclub")]
    in_town = named[named["town"] != ""]
    assert in_town.duplicated(["town", "location"]).mean() < 0.02


def test_summer_is_busier_and_some_places_emerge_and_some_calm_down() -> None:
    asb, _ = expected_events(streets(), last_month=LAST)
    assert asb.shape == (len(streets()), MONTHS)
    by_month = {month: rows["Crime type"].eq("Anti-social behaviour").sum() for month, rows in months().items()}
    assert by_month["2025-07"] > 1.5 * by_month["2025-01"]
    early, late = asb[:, :12].sum(axis=1), asb[:, -6:].sum(axis=1)
    assert ((late > 15) & (early < 6)).sum() >= 8
    assert ((late < 5) & (early > 35)).sum() >= 8


def test_spring_rise_has_about_what_is_recorded_there_and_less_after_the_work() -> None:
    asb, _ = expected_events(streets(), last_month=LAST)
    assert streets().loc[0, "location"] == "Spring Rise"
    easting, northing = to_metres([SPRING_RISE[0]], [SPRING_RISE[1]])
    assert streets().loc[0, ["easting", "northing"]].tolist() == pytest.approx([easting[0], northing[0]], abs=0.06)
    near = np.hypot(streets()["easting"] - easting[0], streets()["northing"] - northing[0]) < 300
    a_year = asb[near].sum() / 2
    assert 18 <= a_year <= 34  # 23 were recorded within 300 m in 2025
    assert asb[0, WORK_MONTH + 1 :].mean() < asb[0, :WORK_MONTH].mean()


def test_there_are_sixty_sites_in_every_state() -> None:
    assert len(sites()) == SITES
    assert sites()["site_id"].is_unique
    assert sites().iloc[0]["name"] == "Spring Rise Park, Kettering"
    assert set(sites()["status"]) == {"", "paused", "completed", "rejected"}
    assert set(sites()["permission_status"]) == {"not_requested", "requested", "granted", "refused"}
    assert set(sites()["risk_assessment_status"]) == {"draft", "approved", "rejected"}


def test_there_are_thirty_pieces_of_work_and_two_people_at_spring_rise() -> None:
    assert len(work()) == PIECES
    assert work()["work_id"].is_unique
    assert set(work()["site_id"]) <= set(sites()["site_id"])
    start, end = pd.to_datetime(work()["start"]), pd.to_datetime(work()["end"])
    assert (start < end).all()
    assert (end.dt.date < AS_OF).all()
    assert (start >= pd.Timestamp(AS_OF) - pd.DateOffset(months=18, days=10)).all()
    assert not set(start.dt.day_of_week) & {0, 6}
    length = (end - start).dt.total_seconds() / 3600
    assert (work()["hours"].astype(float) == work()["people"].astype(float) * length).all()
    here = work()[work()["site_id"] == SPRING_RISE_SITE]
    assert set(zip(here["people"], here["hours"], strict=True)) == {("2", "8")}
    assert here["start"].min()[:7] == "2025-05"  # the sixteenth month from February 2024


@pytest.mark.parametrize("as_of", ["2024-02-29", "2025-01-01", "2025-12-31", "2026-08-15"])
def test_any_day_has_its_sites_and_work(as_of: str) -> None:
    day = dt.date.fromisoformat(as_of)
    last = day.year * 12 + day.month - 3
    asb, _ = expected_events(streets(), last_month=last)
    invented = make_sites(streets(), asb, anchor=day.replace(day=1))
    done = make_work(invented, last_month=last, anchor=day.replace(day=1))
    assert (len(invented), len(done)) == (SITES, PIECES)
    assert done["end"].max() < as_of
