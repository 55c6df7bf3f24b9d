"""Measure how often the labels of hotspots are wrong where there is nothing to find, and what the classes foretell."""

import datetime as dt
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import special

from bench.open_data import archive
from geo_ij.frames import month_number
from geo_ij.hotspots.classes import DISPERSION, FEWEST_INCIDENTS
from geo_ij.hotspots.history import hotspot_at, hotspot_of
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.significance import exposures, false_discovery_rates, p_values
from geo_ij.services.find_hotspots import find_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
from geo_ij.store.database import Database, open_database
from geo_ij.store.incident_rows import read_counts, street_points

TODAY = dt.date(2026, 3, 15)
WORLDS = 6
DISCS = 1_500
PUBLISHED_FROM = 10
SIZES = (1, 2, 6, 10, 25, 10_000)
"""Where places of one size end and the next begin, in incidents."""


def main() -> None:
    """Print the figures for every force that is here."""
    path = archive()
    if path is None:
        print("labels: skipped, the open data are not here")
        return
    foretold = []
    for force in sorted(path.parent.glob("*-2025.zip")):
        with tempfile.TemporaryDirectory() as folder:
            database = open_database(f"sqlite:///{Path(folder) / 'labels.sqlite'}")
            import_police_archive(database, [force], settings=read_settings({}), today=TODAY)
            _significance(database, force.stem)
            foretold += [_next_quarter(database, as_of) for as_of in ("2025-08", "2025-09")]
            database.close()
    _print_next_quarter(pd.concat(foretold, ignore_index=True))


def _significance(database: Database, force: str) -> None:
    """Print how often places are significant, in worlds without hotspots and in the real one."""
    found = find_hotspots(database)
    with database.read() as connection:
        last = month_number(found["as_of"].iloc[0])
        counts = read_counts(connection, stream="asb", first_month=last - 11, last_month=last)
        streets = street_points(connection)
    asb = counts[["easting", "northing"]].to_numpy()
    known = np.unique(np.vstack([streets[["easting", "northing"]].to_numpy(), asb]), axis=0)
    random = np.random.default_rng(1)
    middles = known[random.choice(len(known), DISCS, replace=False)]
    wrong: dict[str, list[float]] = {"on": [], "near": []}
    for _world in range(WORLDS):
        world = _world_of(known, random.poisson(counts["incidents"].sum() / len(known), len(known)))
        for where, shift in (("on", 0.0), ("near", 100.0)):
            discs = shapely.buffer(shapely.points(middles + random.uniform(-shift, shift, middles.shape)), 75)
            wrong[where].append(float((p_values(world, discs, _held(world, discs), known=known) < 0.05).mean()))
    drawn = METHODS[DEFAULT_METHOD](world.at(world.incidents > 0))
    flattered = p_values(world, drawn.shapes, _held(world, drawn.shapes), known=known)
    best = np.argsort(-drawn.scores)[:100]
    print(
        f"{force}: p < 0.05 by chance: {np.mean(wrong['on']):.1%} of discs on a known place, "
        f"{np.mean(wrong['near']):.1%} near one; of hotspots found in such a world {(flattered < 0.05).mean():.1%}, "
        f"of the best hundred {(flattered[best] < 0.05).mean():.0%}; "
        f"q < 0.05: {(false_discovery_rates(flattered) < 0.05).mean():.1%}"
    )
    _real(found, counts, known, force)


def _real(found: gpd.GeoDataFrame, counts: pd.DataFrame, known: np.ndarray, force: str) -> None:
    positions = counts[["easting", "northing"]].to_numpy()
    points = _world_of(positions, counts["incidents"].to_numpy())
    inside = found["incidents"].to_numpy()
    total, share = exposures(points, found.geometry.to_numpy(), inside, known=known)
    halved = special.betainc(inside / DISPERSION, (total - inside) / DISPERSION + 1, share)
    significant = {
        "Poisson": found["q_value"].to_numpy() < 0.05,
        "twice as variable": false_discovery_rates(halved) < 0.05,
    }
    large = found["incidents"].to_numpy() >= PUBLISHED_FROM
    for name, which in significant.items():
        print(
            f"{force}: {name}: q < 0.05: {which.mean():.0%} of {len(found):,} hotspots, {which[large].mean():.0%} of "
            f"the {large.sum():,} with {PUBLISHED_FROM} incidents or more, {which[:50].sum()} of the best fifty"
        )
    print(f"{force}: {found['class'].value_counts().to_dict()}")


def _print_next_quarter(places: pd.DataFrame) -> None:
    """Print by class and by size how much of what places held they hold again, and how many are active again."""
    places["size"] = pd.cut(places["now"], SIZES, right=False)
    enough = places[places["now"] >= FEWEST_INCIDENTS]
    for name, chosen, by in (
        ("by class", places, ["class"]),
        ("by incidents held", places, ["size"]),
        (f"by both, {FEWEST_INCIDENTS} incidents or more", enough, ["size", "class"]),
    ):
        groups = chosen.assign(places=1, again=chosen["next"] > 0).groupby(by, observed=True)
        sums = groups[["places", "now", "next", "fresh", "again"]].sum()
        sums["next three months for 100 before"] = (100 * sums["next"] / sums["now"]).round().astype(int)
        sums["of these at points without any before"] = (100 * sums["fresh"] / sums["now"]).round().astype(int)
        sums["active again, %"] = (100 * sums["again"] / sums["places"]).round().astype(int)
        print(f"labels, {name}:")
        print(sums.drop(columns=["next", "fresh", "again"]).to_string())


def _next_quarter(database: Database, as_of: str) -> pd.DataFrame:
    """Give each hotspot's class, what it held, and what it held in the three months after, also at fresh points."""
    found = find_hotspots(database, as_of=as_of, months=int(as_of[-2:]))
    last = month_number(as_of)
    with database.read() as connection:
        earlier = read_counts(connection, stream="asb", first_month=last - last % 12, last_month=last)
        later = read_counts(connection, stream="asb", first_month=last + 1, last_month=last + 3)
    share = later["incidents"].sum() / earlier["incidents"].sum()
    print(f"labels: as of {as_of}: for 100 incidents before {100 * share:.0f} came after, everywhere")
    inside = hotspot_at(later[["easting", "northing"]].to_numpy(), found.geometry.to_numpy())
    spots = [counts["easting"].to_numpy() + 1j * counts["northing"].to_numpy() for counts in (later, earlier)]
    within = inside >= 0
    fresh = within & ~np.isin(*spots)
    incidents = later["incidents"].to_numpy()
    held = [np.bincount(inside[of], weights=incidents[of], minlength=len(found)) for of in (within, fresh)]
    return pd.DataFrame({"class": found["class"], "now": found["incidents"], "next": held[0], "fresh": held[1]})


def _world_of(positions: np.ndarray, counts: np.ndarray) -> WeightedPoints:
    zeros = np.zeros(len(positions))
    return WeightedPoints(positions, counts[:, None], zeros.astype(np.int64), ("one",), zeros)


def _held(points: WeightedPoints, shapes: np.ndarray) -> np.ndarray:
    inside = hotspot_of(points, shapes)
    held = np.bincount(inside[inside >= 0], weights=points.incidents[inside >= 0], minlength=len(shapes))
    return held.astype(np.int64)


if __name__ == "__main__":
    main()
