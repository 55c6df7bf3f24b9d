"""Measure the geocoder at the size of Great Britain: making its index, finding misspelt names, placing texts.

A country is made up (`place_names`) with all real postcodes. Every search gets the same misspelt names in the same run.
"""

import csv
import datetime as dt
import math
import resource
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely

from bench import name_searches
from bench.name_searches import Search, folded
from bench.open_data import archive
from bench.place_names import COUNTRY_NAMES, Country, country
from bench.place_texts import SLIPS, WAYS, PlaceText, misspelt, place_texts
from geo_ij.geocode.context import Area
from geo_ij.geocode.index import GREAT_BRITAIN, Index
from geo_ij.geocode.index_file import Layer, LayerContent, update_index
from geo_ij.geocode.location import Location
from geo_ij.geocode.resolver import Geocoder
from geo_ij.services.geocoder import open_geocoder
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_gazetteer import import_gazetteer
from geo_ij.services.progress import Silent
from geo_ij.settings import read_settings
from geo_ij.sources.postcodes import postcode_districts, postcodes_near
from geo_ij.sources.shipped import shipped_settlements
from geo_ij.sources.shipped_names import shipped_local_names
from geo_ij.store.database import open_database
from geo_ij.vocabulary import GazetteerFormat, LocationStatus

BRITISH_NAMES = 290_000
"""About how many distinct names the streets of Britain have, by the growth from one police force to four."""

Answer = TypeVar("Answer")
Point = tuple[float, float] | None

TODAY = dt.date(2026, 3, 15)
STOPS = "naptan-300-northamptonshire.csv"
LABELLED = Path(__file__).parents[1] / "tests" / "geocode" / "labelled_places.csv"
TEXTS = 1_000
OTHERS_TEXTS = 100
ROUGHLY_RIGHT_M = 1_000.0
_RIGHTS = ("right", "wrong", "nothing")


def main() -> None:
    """Print the figures."""
    if archive() is None:
        print("geocode: skipped, the open data are not here")
        return
    _county()
    started = perf_counter()
    postcodes = postcodes_near(shapely.box(*GREAT_BRITAIN), margin_m=0)
    print(f"country: {len(postcodes):,} postcodes and sectors read in {perf_counter() - started:.0f} s")
    for names in (BRITISH_NAMES, COUNTRY_NAMES):
        made = country(np.unique(postcodes[["easting", "northing"]].to_numpy(), axis=0), names=names)
        if made is None:
            print("geocode: skipped, the archives of four forces are not here")
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "country.sqlite"
            _build(path, made, postcodes)
            index = Index(path)
            _texts(index, made)
            _names(index, made, peers=names == COUNTRY_NAMES)
            if names == BRITISH_NAMES:
                _other_geocoders(index, made)
            index.close()


def _build(path: Path, made: Country, postcodes: pd.DataFrame) -> None:
    """Make the index of a country and say what each layer took."""
    towns = pd.concat([shipped_local_names(), shipped_settlements()], ignore_index=True)
    layers = [
        Layer("towns and local names", "1", lambda: LayerContent(entries=towns)),
        Layer("postcodes", "1", lambda: LayerContent(postcodes=postcodes)),
        Layer("districts", "1", lambda: LayerContent(postcodes=postcode_districts())),
        Layer("streets", "1", lambda: LayerContent(street_points=made.streets)),
    ]
    begun: list[tuple[str, float]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    update_index(path, layers, advance=lambda layer: begun.append((layer, perf_counter())))
    begun.append(("", perf_counter()))
    print(
        f"country: {len(made.names):,} names of {len(made.streets):,} points of streets: index made in "
        f"{begun[-1][1] - begun[0][1]:.0f} s, {path.stat().st_size / 1e6:,.0f} MB; the process came to "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB from {before:.1f} GB"
    )
    for (layer, start), (_, end) in pairwise(begun):
        print(f"  {layer}: {end - start:.1f} s")


def _texts(index: Index, made: Country) -> None:
    """Print how long texts take, and what becomes of those that name a town."""
    geocoder = Geocoder(index, Area("Great Britain", shapely.box(*GREAT_BRITAIN)))
    started = perf_counter()
    geocoder.locate("High Street, Corby")
    print(f"texts: the first after opening {1000 * (perf_counter() - started):.0f} ms")
    everything: list[float] = []
    for way in WAYS:
        for slips in SLIPS:
            texts = place_texts(made.streets, way, slips=slips, count=TEXTS, seed=slips)
            times, found = _timed(geocoder.locate, [text.text for text in texts])
            everything += times
            outcome = "" if way == "name alone" else "; " + _outcome(found, texts)
            print(f"texts: {way}, {slips} slips: {_said(times)}{outcome}")
    print(f"texts: all of these: {_said(everything)} (goal 1 and 20 ms)")


def _outcome(answers: Sequence[Location], texts: Sequence[PlaceText]) -> str:
    counts: Counter[str] = Counter()
    for text, found in zip(texts, answers, strict=True):
        if found.status is LocationStatus.MATCHED and found.best is not None:
            apart = math.hypot(found.best.easting - text.easting, found.best.northing - text.northing)
            counts["right" if apart <= max(ROUGHLY_RIGHT_M, found.best.uncertainty_m) else "wrong"] += 1
        else:
            counts[found.status.value] += 1
    return ", ".join(f"{status} {count / len(texts):.1%}" for status, count in counts.most_common())


def _other_geocoders(index: Index, made: Country) -> None:
    """Print what geocoders of others make of streets with their town, and how long they take."""
    from bench.other_geocoders import matched_by_address, ukgeo_places  # only `make bench` installs them

    geocoder = Geocoder(index, Area("Great Britain", shapely.box(*GREAT_BRITAIN)))
    places = ukgeo_places(made.streets)
    for slips in (0, 1):
        texts = place_texts(made.streets, "name and town", slips=slips, count=OTHERS_TEXTS, seed=slips)
        asked = [text.text for text in texts]
        ours, located = _timed(geocoder.locate, asked)
        print(f"others, {slips} slips: ours: {_outcome(located, texts)}; {_said(ours)}")
        times, found = _timed(places, asked)
        ratio = np.median(np.array(times) / np.array(ours))
        print(f"others, {slips} slips: ukgeo: {_rights(found, texts)}; {_said(times)}, {ratio:.0f} times as long")
        started = perf_counter()
        matched = matched_by_address(made.streets, asked)
        seconds = perf_counter() - started
        print(f"others, {slips} slips: uk_address_matcher: {_rights(matched, texts)}; all together {seconds:.0f} s")


def _rights(found: Sequence[Point], texts: Sequence[PlaceText]) -> str:
    right = [
        point is not None and math.hypot(point[0] - text.easting, point[1] - text.northing) <= ROUGHLY_RIGHT_M
        for point, text in zip(found, texts, strict=True)
    ]
    nowhere = sum(point is None for point in found)
    wrong = len(texts) - sum(right) - nowhere
    return ", ".join(
        f"{word} {count / len(texts):.0%}" for word, count in zip(_RIGHTS, (sum(right), wrong, nowhere), strict=True)
    )


def _names(index: Index, made: Country, *, peers: bool) -> None:
    """Print how often each search gives the true name first for a misspelt one, and how long it takes."""
    random = np.random.default_rng(5)
    every_name = [made.names[place] for place in random.integers(0, len(made.names), TEXTS)]
    every_street = made.streets["name"].iloc[random.integers(0, len(made.streets), TEXTS)].tolist()
    for what, names in (("each name as often", every_name), ("as often as streets have it", every_street)):
        for slips in SLIPS:
            asked = [(misspelt(name, slips, random), name) for name in names]
            _report(f"names, {what}, {slips} slips: ours", name_searches.ours(index), asked)
    if peers:
        _peers(index, made.names, every_name, random)


def _peers(index: Index, names: Sequence[str], drawn: Sequence[str], random: np.random.Generator) -> None:
    """Print the same for other ways; the slow ones get fewer of the names."""
    asked = {slips: [(misspelt(name, slips, random), name) for name in drawn[:100]] for slips in (1, 2)}
    own = {slips: _report(f"peers, {slips} slips: ours", name_searches.ours(index), asked[slips]) for slips in asked}

    def measure(what: str, search: Search | None, count: int) -> None:
        for slips in asked if search else ():
            median = _report(f"peers, {slips} slips: {what}", search, asked[slips][:count])
            print(f"  {median / own[slips]:,.0f} times as long as ours")

    measure("every edit distance", name_searches.every_distance(names), 100)
    measure("rapidfuzz over the whole table", name_searches.whole_table(names), 100)
    with name_searches.sqlite_trigrams(names) as search:
        measure("FTS5 trigram", search, 20)
    for kind in ("gist", "gin"):
        with name_searches.postgresql_trigrams(names, kind=kind) as search:
            measure(f"pg_trgm by {kind}", search, 100)


def _report(what: str, search: Search, asked: Sequence[tuple[str, str]]) -> float:
    """Print recall of the first, of one drawn of those as near, of all of these, and times; give the median time."""
    times, found = _timed(search, [text for text, _ in asked])
    best = list(zip(found, (folded(name) for _, name in asked), strict=True))
    first = np.mean([name in names[:1] for names, name in best])
    drawn = np.mean([names.count(name) / max(1, len(names)) for names, name in best])
    held = np.mean([name in names for names, name in best])
    print(f"{what}: recall@1 {first:.3f} (drawn {drawn:.3f}, as near {held:.3f}), {_said(times)}")
    return float(np.median(times))


def _timed(action: Callable[[str], Answer], texts: Sequence[str]) -> tuple[list[float], list[Answer]]:
    """Give the milliseconds that each text took, and the answers."""
    times, answers = [], []
    for text in texts:
        started = perf_counter()
        answers.append(action(text))
        times.append(1000 * (perf_counter() - started))
    return times, answers


def _said(times: Sequence[float]) -> str:
    return f"p50 {np.median(times):.2f} ms, p99 {np.quantile(times, 0.99):.1f} ms, most {max(times):.0f} ms"


class _Heard(Silent):
    """Somebody who notes when each step began."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float]] = []

    def say(self, line: str) -> None:
        """Note the step."""
        self.begun.append((line, perf_counter()))


def _county() -> None:
    """Print what a county takes: its index from a fresh database, and the labelled texts."""
    police = archive()
    stops = None if police is None else police.parent.parent / "gazetteer" / STOPS
    if police is None or stops is None or not stops.exists():
        print("county: skipped, the open data are not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({}, database_url=f"sqlite:///{Path(folder) / 'county.sqlite'}")
        database = open_database(settings.database_url)
        import_police_archive(database, [police], settings=settings, today=TODAY)
        import_gazetteer(database, stops, file_format=GazetteerFormat.NAPTAN)
        heard = _Heard()
        finder = open_geocoder(database, settings=settings, progress=heard)
        heard.say("")
        print(f"county: index made in {heard.begun[-1][1] - heard.begun[0][1]:.1f} s")
        for (layer, start), (_, end) in pairwise(heard.begun[1:]):
            print(f"  {layer.strip()}: {end - start:.1f} s")
        with LABELLED.open(encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        _timed(finder.locate, texts)
        times, _ = _timed(finder.locate, texts)
        print(f"county: {len(texts)} labelled texts: {_said(times)}")
        database.close()


if __name__ == "__main__":
    main()
