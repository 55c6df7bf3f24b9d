"""Place texts by the geocoders for Britain that others have published, on the streets of a made-up country.

Both have data of their own to fetch. Here they are given the same streets as ours, so that only the search differs.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
from uk_address_matcher import AddressMatcher
from ukgeo import Geocoder

from geo_ij.projection import to_metres

Point = tuple[float, float] | None


def ukgeo_places(streets: pd.DataFrame) -> Callable[[str], Point]:
    """Give what places a text by ukgeo, which reads a table in the form of OS Open Names."""
    towns = streets.groupby("locality", as_index=False)[["easting", "northing"]].median()
    table = pl.concat(
        [_open_names(streets["name"], streets, "Named Road", 5), _open_names(towns["locality"], towns, "Town", 8)]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "os_open_names.parquet"
        table.write_parquet(path)
        geocoder = Geocoder(parquet_path=path)

    def locate(text: str) -> Point:
        found = geocoder.geocode(text)
        if not found.resolved:
            return None
        easting, northing = to_metres(found.lon, found.lat)
        return float(easting), float(northing)

    return locate


def matched_by_address(streets: pd.DataFrame, texts: Sequence[str]) -> list[Point]:
    """Place texts, all in one go as it is meant to be used, by uk_address_matcher, with each street as an address."""
    known = streets.drop_duplicates(["name", "locality"]).reset_index(drop=True)
    connection = duckdb.connect()
    connection.register("known", _addresses(known["name"] + ", " + known["locality"]))
    connection.register("asked", _addresses(pd.Series(texts)))
    matcher = AddressMatcher(
        canonical_addresses=connection.table("known"), addresses_to_match=connection.table("asked"), con=connection
    )
    matches = matcher.match().matches().df().set_index("unique_id")["resolved_canonical_id"].dropna().astype(int)
    street_of = {int(asked): int(street) for asked, street in matches.items()}
    points = known[["easting", "northing"]].to_numpy()
    return [
        (float(points[street_of[place]][0]), float(points[street_of[place]][1])) if place in street_of else None
        for place in range(len(texts))
    ]


def _open_names(names: pd.Series, rows: pd.DataFrame, kind: str, weight: int) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.Utf8)
    return pl.DataFrame(
        {
            "NAME1": names.tolist(),
            "POPULATED_PLACE": rows["locality"].tolist(),
            "GEOMETRY_X": rows["easting"].to_numpy(),
            "GEOMETRY_Y": rows["northing"].to_numpy(),
        }
    ).with_columns(
        NAME1_UPPER=pl.col("NAME1").str.to_uppercase(),
        NAME2=pl.lit(""),
        NAME2_UPPER=pl.lit(""),
        LOCAL_TYPE=pl.lit(kind),
        TYPE_WEIGHT=pl.lit(weight),
        COUNTY_UNITARY=nothing,
        DISTRICT_BOROUGH=nothing,
        POSTCODE_DISTRICT=nothing,
    )


def _addresses(texts: pd.Series) -> pd.DataFrame:
    numbers = [str(number) for number in range(len(texts))]
    return pd.DataFrame({"unique_id": numbers, "address_concat": texts.tolist(), "postcode": None})
