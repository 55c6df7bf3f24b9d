"""Ask the search index: which names are like this one, what bears them, and where it is."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from threading import local
from typing import Any, NamedTuple, TypeVar

from geo_ij.errors import StoreError
from geo_ij.geocode.names import Name, name_of
from geo_ij.geocode.spelling import edits_between, letters_in, query_keys
from geo_ij.vocabulary import EntryKind

# Queries are put together of our own words and a mark for each value: that is why S608 is set aside below.
_AT_ONCE = 500

_BORNE = "EXISTS (SELECT 1 FROM entries WHERE entries.name_id = names.name_id)"
"""Names stay in the index when their gazetteer goes, and the street of a stop may be known by name only."""

Value = TypeVar("Value")

Bounds = tuple[float, float, float, float]

GREAT_BRITAIN: Bounds = (0.0, 0.0, 700_000.0, 1_300_000.0)

MOST_BEARERS = 100
"""Things of one name that are looked at, whole towns aside: "High Street" has thousands in the country."""

_MOST_TOWNS = 20
_TOWN_REACH_M = 9_500.0
"""How far beyond a town's edge a street may lie that is said to be in it: what a post town lends its name to."""


class Entry(NamedTuple):
    """One thing of a gazetteer: metres (EPSG:27700), and the radius within which it lies.

    `place` is that of its gazetteer among the layers, so that the order of answers is theirs however the index came
    about.
    """

    place: int
    entry_id: int
    name_id: int
    layer: str
    label: str
    kind: EntryKind
    easting: float
    northing: float
    extent_m: float
    locality: str | None
    street_id: int | None
    weight: float


class NearName(NamedTuple):
    """A name in the index that is like the one asked for: how many edits apart the cores are."""

    name_id: int
    name: Name
    edits: int


class Postcode(NamedTuple):
    """A postcode in use or once in use: its point in metres and the radius within which its addresses lie."""

    code: str
    easting: float
    northing: float
    extent_m: float


class Index:
    """Read one index file, from any number of threads."""

    def __init__(self, path: Path, *, bounds: Bounds = GREAT_BRITAIN) -> None:
        """Open the file; `bounds` (west, south, east, north, in metres) are those of the service area."""
        self._path = path
        self._bounds = bounds
        self._local = local()
        self._people: dict[str, float] = {}

    @cached_property
    def knows_stops(self) -> bool:
        """Say whether the index has bus stops: then a street without one is seldom a main road."""
        return bool(self._rows("SELECT 1 FROM entries WHERE kind = ? LIMIT 1", (EntryKind.STOP.value,)))

    def people_in(self, town: str) -> float:
        """Give the population of the largest town of this name, 0 where none is known."""
        if town not in self._people:
            numbers = self.names({name_of(town)}).values()
            entries = [entry for entry in self.entries(numbers) if entry.kind is EntryKind.SETTLEMENT]
            self._people[town] = max((entry.weight for entry in entries), default=0.0)
        return self._people[town]

    def names(self, wanted: Collection[Name]) -> dict[Name, int]:
        """Find the names that the index has exactly, each with its number."""
        found: dict[Name, int] = {}
        cores = sorted({name.core for name in wanted})
        for part in _parts(cores):
            query = (
                "SELECT core, type, name_id FROM cores JOIN names USING (core_id) "  # noqa: S608
                f"WHERE core IN ({_marks(part)}) AND {_BORNE}"
            )
            found |= {Name(core, kind): name_id for core, kind, name_id in self._rows(query, part)}
        return {name: found[name] for name in wanted if name in found}

    def of_core(self, core: str) -> list[NearName]:
        """Find every name with this core, whatever its type."""
        return self.of_cores({core})

    def of_cores(self, cores: Collection[str]) -> list[NearName]:
        """Find every name with one of these cores, whatever its type."""
        found: list[NearName] = []
        for part in _parts(sorted(cores)):
            query = (
                "SELECT name_id, core, type FROM cores JOIN names USING (core_id) "  # noqa: S608
                f"WHERE core IN ({_marks(part)}) AND {_BORNE} ORDER BY core, type"
            )
            found += [NearName(name_id, Name(core, kind), 0) for name_id, core, kind in self._rows(query, part)]
        return found

    def near(self, core: str, *, most: int) -> list[NearName]:
        """Find the names whose core is at most `most` edits away (1 or 2), the fewest edits first."""
        if most < 1 or not core:
            return []
        letters, alike = letters_in(core), set[int]()
        for part in _parts(sorted(query_keys(core, edits=most))):
            query = f"SELECT core_id, letters FROM near WHERE number IN ({_marks(part)})"  # noqa: S608
            # An edit takes one letter away at most, and brings one in.
            alike.update(
                core_id for core_id, others in self._rows(query, part) if (letters ^ others).bit_count() <= 2 * most
            )
        close: dict[int, int] = {}
        for part in _parts(sorted(alike)):
            query = f"SELECT core_id, core FROM cores WHERE core_id IN ({_marks(part)})"  # noqa: S608
            for core_id, found in self._rows(query, part):
                edits = edits_between(core, found, most=most)
                if edits <= most:
                    close[core_id] = edits
        near: list[NearName] = []
        for part in _parts(sorted(close)):
            query = (
                "SELECT name_id, core, type, core_id FROM names JOIN cores USING (core_id) "  # noqa: S608
                f"WHERE core_id IN ({_marks(part)}) AND {_BORNE}"
            )
            near += [
                NearName(name_id, Name(text, kind), close[core_id])
                for name_id, text, kind, core_id in self._rows(query, part)
            ]
        return sorted(near, key=lambda name: (name.edits, name.name))

    def with_words(self, words: Sequence[str], *, most: int = 50) -> list[NearName]:
        """Find the names that hold all of these words; for parts of a longer name."""
        question = " AND ".join(f'"{word}"' for word in words if word.isascii() and word.isalnum())
        if not question:
            return []
        query = (
            "SELECT name_id, core, type FROM name_words JOIN names ON name_id = name_words.rowid "  # noqa: S608
            f"JOIN cores USING (core_id) WHERE name_words MATCH ? AND {_BORNE} LIMIT ?"
        )
        return [NearName(name_id, Name(core, kind), 0) for name_id, core, kind in self._rows(query, (question, most))]

    def entries(self, name_ids: Iterable[int], *, near: Iterable[Entry] = ()) -> list[Entry]:
        """Give everything that bears one of these names.

        Of a name that more than MOST_BEARERS things bear ("High Street") no more than these are given: first those
        around the towns and villages that are `near` or bear another of the names, then those within the bounds.
        """
        wanted = sorted(set(name_ids))
        often = self._borne_often(wanted)
        found = self._entries("name_id", [number for number in wanted if number not in often])
        towns = [entry for entry in (*near, *found) if entry.kind is EntryKind.SETTLEMENT]
        for number in often:
            found += self._some_bearers(number, towns)
        return _in_order(found)

    def stops_on(self, street_ids: Iterable[int]) -> list[Entry]:
        """Give the stops and places that stand on a street of one of these names."""
        return _in_order(self._entries("street_id", sorted(set(street_ids))))

    def points(self, entry_ids: Iterable[int]) -> dict[int, list[tuple[float, float]]]:
        """Give the recorded points of streets by the number of their entry; a street without them has none."""
        found: dict[int, list[tuple[float, float]]] = {}
        for part in _parts(sorted(set(entry_ids))):
            query = f"SELECT entry_id, easting, northing FROM points WHERE entry_id IN ({_marks(part)})"  # noqa: S608
            for entry_id, easting, northing in self._rows(query, part):
                found.setdefault(entry_id, []).append((easting, northing))
        return found

    def postcodes(self, codes: Collection[str]) -> dict[str, Postcode]:
        """Find postcodes, written without a space."""
        found: dict[str, Postcode] = {}
        for part in _parts(sorted(codes)):
            query = f"SELECT code, easting, northing, extent_m FROM postcodes WHERE code IN ({_marks(part)})"  # noqa: S608
            found |= {row[0]: Postcode(*row) for row in self._rows(query, part)}
        return found

    def postcodes_beginning(self, start: str, *, most: int = 5_000) -> list[Postcode]:
        """Find the postcodes that begin with these characters, without a space."""
        query = "SELECT code, easting, northing, extent_m FROM postcodes WHERE code >= ? AND code < ? LIMIT ?"
        return [Postcode(*row) for row in self._rows(query, (start, start + "\uffff", most))]

    def layers(self) -> list[str]:
        """Name the gazetteers in the index."""
        return [row[0] for row in self._rows("SELECT layer FROM layers ORDER BY layer", ())]

    def close(self) -> None:
        """Let go of this thread's connection."""
        connection = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def bearers(self, name_ids: Collection[int]) -> dict[int, int]:
        """Count what bears each of these names."""
        found: dict[int, int] = {}
        for part in _parts(sorted(name_ids)):
            query = f"SELECT name_id, count(*) FROM entries WHERE name_id IN ({_marks(part)}) GROUP BY name_id"  # noqa: S608
            found |= dict(self._rows(query, part))
        return found

    def _borne_often(self, name_ids: Sequence[int]) -> set[int]:
        return {name_id for name_id, count in self.bearers(name_ids).items() if count > MOST_BEARERS}

    def _some_bearers(self, name_id: int, towns: Sequence[Entry]) -> list[Entry]:
        """Give the towns and villages of a name, then what else bears it around towns, then within the bounds."""
        query = f"{_ENTRIES} WHERE name_id = ? AND kind = ?"
        found = dict.fromkeys(_entries_of(self._rows(query, (name_id, EntryKind.SETTLEMENT.value))))
        others = [kind.value for kind in EntryKind if kind is not EntryKind.SETTLEMENT]
        query = (
            f"{_ENTRIES} WHERE name_id = ? AND kind IN ({_marks(others)}) "
            "AND northing BETWEEN ? AND ? AND easting BETWEEN ? AND ? LIMIT ?"
        )
        for west, south, east, north in (*(_around(town) for town in towns[:_MOST_TOWNS]), self._bounds):
            if len(found) < MOST_BEARERS:
                values = (name_id, *others, south, north, west, east, MOST_BEARERS)
                found |= dict.fromkeys(_entries_of(self._rows(query, values)))
        return list(found)[:MOST_BEARERS]

    def _entries(self, column: str, numbers: Sequence[int]) -> list[Entry]:
        found: list[Entry] = []
        for part in _parts(numbers):
            found += _entries_of(self._rows(f"{_ENTRIES} WHERE {column} IN ({_marks(part)})", part))
        return found

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            try:
                return self._connection().execute(query, tuple(values)).fetchall()
            except sqlite3.DatabaseError:
                # The file may have been made anew under our feet: ask the new one.
                self.close()
                return self._connection().execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The geocoder's search index {self._path} cannot be read ({error}): "
                "delete the file and ask again; it is then made anew"
            ) from error

    def _connection(self) -> sqlite3.Connection:
        """Give this thread's connection, opening it if it has none."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
            connection.execute("PRAGMA mmap_size = 2000000000")
            self._local.connection = connection
        return connection


_KINDS = {kind.value: kind for kind in EntryKind}

_ENTRIES = (
    "SELECT place, entry_id, name_id, layer, label, kind, easting, northing, extent_m, locality, street_id, weight "
    "FROM entries JOIN layers USING (layer)"
)


def _entries_of(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    return [Entry._make((*row[:5], _KINDS[row[5]], *row[6:])) for row in rows]


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.place, entry.entry_id))


def _around(town: Entry) -> Bounds:
    reach = town.extent_m + _TOWN_REACH_M
    return town.easting - reach, town.northing - reach, town.easting + reach, town.northing + reach


def _parts(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
