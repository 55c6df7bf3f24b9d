"""Keep the search index of the geocoder in a file of its own, made from layers and brought up to date layer by layer.

Everything in it comes from somewhere else, so it may be deleted at any time. A layer is one gazetteer with a version;
only those whose version changed are made anew, in one transaction, so that a reader sees the old or the new.
"""

import hashlib
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.errors import StoreError
from geo_ij.frames import GAZETTEER, check, empty
from geo_ij.geocode.index_form import FORMAT, form_of, open_to_write
from geo_ij.geocode.names import Name, folded_words, name_of
from geo_ij.geocode.spelling import index_keys, letters_in
from geo_ij.geocode.streets import gather_streets
from geo_ij.vocabulary import EntryKind

_KEYS_AT_ONCE = 500_000


TOWN_OF_ROAD_M = 25_000.0
"""A road is named after a town at most this far away; "Oakley Road" has nothing to do with a far Oakley."""


@dataclass(frozen=True)
class LayerContent:
    """What one gazetteer holds: `entries` (frames.GAZETTEER), points of streets, and postcodes; each may be empty.

    `street_points` has name, locality (or None), easting, northing. `postcodes` has code (without a space), easting,
    northing and extent_m, the radius in metres within which its addresses lie.
    """

    entries: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(empty(GAZETTEER)))
    street_points: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["name", "locality", "easting", "northing"])
    )
    postcodes: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["code", "easting", "northing", "extent_m"])
    )


@dataclass(frozen=True)
class Layer:
    """One gazetteer: `version` changes whenever what `load` gives would."""

    name: str
    version: str
    load: Callable[[], LayerContent]


@cache
def code_digest() -> str:
    """Give a text that changes with the code which decides how names are kept: an index by other code is stale."""
    folder = Path(__file__).parent
    files = ("index_file.py", "index_form.py", "names.py", "spelling.py", "streets.py", "text.py", "words.py")
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in files)).hexdigest()[:16]


def update_index(
    path: Path,
    layers: Sequence[Layer],
    *,
    advance: Callable[[str], None] = lambda layer: None,
) -> list[str]:
    """Bring the index in a file up to date with its layers and name those that were made anew or taken out.

    `advance` hears of each before it begins. Another process that does the same is waited for.

    Raises StoreError when the file cannot be written.
    """
    if is_current(path, layers):
        return []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(open_to_write(path)) as connection:
            return _update(connection, layers, advance)
    except (OSError, sqlite3.DatabaseError) as error:
        raise StoreError(
            f"The geocoder's search index {path} cannot be written ({error}): "
            "make its folder writable for this program, or delete the file, and try again"
        ) from error


def _update(connection: sqlite3.Connection, layers: Sequence[Layer], advance: Callable[[str], None]) -> list[str]:
    connection.execute("BEGIN IMMEDIATE")
    stored = dict(connection.execute("SELECT layer, version FROM layers").fetchall())
    wanted = {layer.name: layer for layer in layers}
    changed = [name for name, version in stored.items() if name not in wanted or wanted[name].version != version]
    changed += [name for name in wanted if name not in stored]
    for name in changed:
        advance(name)
        _remove(connection, name)
        if name in wanted:
            _add(connection, wanted[name])
    places = [(place, name) for place, name in enumerate(wanted)]
    connection.executemany("UPDATE layers SET place = ? WHERE layer = ?", places)
    connection.execute("ANALYZE")
    connection.execute("COMMIT")
    return changed


def is_current(path: Path, layers: Sequence[Layer]) -> bool:
    """Say whether the file holds just these versions of these layers."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if form_of(connection) != FORMAT:
                return False
            stored = connection.execute("SELECT layer, version FROM layers ORDER BY place").fetchall()
    except sqlite3.DatabaseError:
        return False
    return stored == [(layer.name, layer.version) for layer in layers]


def _remove(connection: sqlite3.Connection, layer: str) -> None:
    """Take a layer's entries out; names that nothing bears any more are harmless and stay."""
    own = "SELECT entry_id FROM entries WHERE layer = ?"
    connection.execute(f"DELETE FROM points WHERE entry_id IN ({own})", (layer,))  # noqa: S608  # our own words
    connection.execute("DELETE FROM entries WHERE layer = ?", (layer,))
    connection.execute("DELETE FROM postcodes WHERE layer = ?", (layer,))
    connection.execute("DELETE FROM layers WHERE layer = ?", (layer,))


def _add(connection: sqlite3.Connection, layer: Layer) -> None:
    content = layer.load()
    check(content.entries, GAZETTEER)
    _add_postcodes(connection, layer.name, content.postcodes)
    # In an order of their own, so that what is found first does not depend on that of the rows.
    entries = content.entries.sort_values(["reference", "name"], kind="stable", ignore_index=True)
    streets = content.street_points.sort_values(["name", "easting", "northing"], kind="stable", ignore_index=True)
    names = _add_names(connection, pd.concat([entries["name"], entries["street"].dropna(), streets["name"]]).unique())
    _add_entries(connection, layer.name, entries, names)
    _add_streets(connection, layer.name, streets, names)
    connection.execute("INSERT INTO layers VALUES (?, ?, -1)", (layer.name, layer.version))


def _add_postcodes(connection: sqlite3.Connection, layer: str, postcodes: pd.DataFrame) -> None:
    rows = zip(
        postcodes["code"].tolist(),
        [layer] * len(postcodes),
        *(postcodes[name].tolist() for name in ("easting", "northing", "extent_m")),
        strict=True,
    )
    connection.executemany("INSERT OR REPLACE INTO postcodes VALUES (?, ?, ?, ?, ?)", rows)


def _add_names(connection: sqlite3.Connection, texts: Iterable[str]) -> dict[str, int]:
    """Add the names that are new and give the number of each by its text; one without a letter has none."""
    split = {text: name_of(text) for text in texts}
    wanted = sorted({name for name in split.values() if name.core})
    last = connection.execute("SELECT coalesce(max(core_id), 0) FROM cores").fetchone()[0]
    connection.executemany(
        "INSERT OR IGNORE INTO cores (core) VALUES (?)", ((core,) for core in sorted({name.core for name in wanted}))
    )
    new = connection.execute("SELECT core_id, core FROM cores WHERE core_id > ? ORDER BY core_id", (last,)).fetchall()
    # Sorted, SQLite appends to its tree instead of tearing it; ten times as fast for a country.
    connection.executemany("INSERT OR IGNORE INTO near VALUES (?, ?, ?)", _near_rows(new))
    cores = dict(connection.execute("SELECT core, core_id FROM cores").fetchall())
    last = connection.execute("SELECT coalesce(max(name_id), 0) FROM names").fetchone()[0]
    connection.executemany(
        "INSERT OR IGNORE INTO names (core_id, type) VALUES (?, ?)", ((cores[name.core], name.type) for name in wanted)
    )
    rows = connection.execute("SELECT core, type, name_id FROM names JOIN cores USING (core_id)").fetchall()
    numbers = {Name(core, kind): name_id for core, kind, name_id in rows}
    first_text = {numbers[name]: text for text, name in reversed(split.items()) if name.core}
    connection.executemany(
        "INSERT INTO name_words (rowid, words) VALUES (?, ?)",
        ((name_id, " ".join(folded_words(text))) for name_id, text in sorted(first_text.items()) if name_id > last),
    )
    return {text: numbers[name] for text, name in split.items() if name.core}


def _near_rows(cores: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int, int]]:
    """Give the keys of cores, each with the number and the letters of its core, in the order of the keys."""
    numbers, core_ids, letters = array("L"), array("L"), array("L")
    for core_id, core in cores:
        keys = index_keys(core)
        numbers.extend(keys)
        core_ids.extend([core_id] * len(keys))
        letters.extend([letters_in(core)] * len(keys))
    order = np.lexsort((core_ids, numbers))
    # Tuples of a whole country at once would take two gigabytes.
    for part in np.array_split(order, len(order) // _KEYS_AT_ONCE + 1):
        yield from zip(*(np.take(column, part).tolist() for column in (numbers, core_ids, letters)), strict=True)


def _add_entries(connection: sqlite3.Connection, layer: str, entries: pd.DataFrame, names: dict[str, int]) -> None:
    streets = pd.Series([names.get(street) for street in entries["street"]], index=entries.index, dtype=object)
    columns = ("label", "kind", "easting", "northing", "extent_m", "locality", "weight")
    frame = entries.assign(name_id=entries["name"].map(names), street_id=streets)
    frame["locality"] = frame["locality"].where(frame["locality"].notna(), None)
    rows = zip(
        frame["name_id"].tolist(), frame["street_id"].tolist(), *(frame[name].tolist() for name in columns), strict=True
    )
    connection.executemany(
        "INSERT INTO entries (name_id, street_id, label, kind, easting, northing, extent_m, locality, weight, layer) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (name_id, None if pd.isna(street) else int(street), *rest, layer)
            for name_id, street, *rest in rows
            if not pd.isna(name_id)
        ),
    )


def _add_streets(connection: sqlite3.Connection, layer: str, points: pd.DataFrame, names: dict[str, int]) -> None:
    """Add the streets that points make, each with its points."""
    known = points[points["name"].isin(names.keys())].reset_index(drop=True)
    known = known.assign(name_id=known["name"].map(names), label=known["name"])
    known["locality"] = known["locality"].astype(object).where(known["locality"].notna(), None)
    known["leads_to_town"] = _leads_to_town(connection, known)
    streets, street_of = gather_streets(known)
    if streets.empty:
        return
    first = connection.execute("SELECT coalesce(max(entry_id), 0) + 1 FROM entries").fetchone()[0]
    # A street that is named after a town weighs 1: it may be one though its records lie far apart.
    leading = set(known.loc[known["leads_to_town"], "name_id"])
    streets["weight"] = streets["name_id"].isin(leading).astype(float)
    columns = ("name_id", "label", "easting", "northing", "extent_m", "weight", "locality")
    rows = zip(*(streets[name].tolist() for name in columns), strict=True)
    connection.executemany(
        "INSERT INTO entries (entry_id, name_id, layer, label, kind, easting, northing, extent_m, weight, locality) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (first + place, name_id, layer, label, EntryKind.STREET.value, *rest[:4], _text(rest[4]))
            for place, (name_id, label, *rest) in enumerate(rows)
        ),
    )
    connection.executemany(
        "INSERT INTO points VALUES (?, ?, ?)",
        zip((street_of + first).tolist(), known["easting"].tolist(), known["northing"].tolist(), strict=True),
    )


def _leads_to_town(connection: sqlite3.Connection, points: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say of each point of a street whether it is on a road named after a town, of those in the layers so far, near it.

    A town counts from 2,000 people on: a village's road is seldom long within a town.
    """
    query = (
        "SELECT road.name_id, easting, northing FROM names AS road JOIN names AS town USING (core_id) "
        "JOIN entries ON entries.name_id = town.name_id WHERE road.type = 'road' AND kind = ? AND weight > 2000"
    )
    rows = connection.execute(query, (EntryKind.SETTLEMENT.value,)).fetchall()
    if not rows:
        return np.zeros(len(points), dtype=bool)
    towns = pd.DataFrame(rows, columns=["name_id", "town_easting", "town_northing"])
    pairs = points[["name_id", "easting", "northing"]].reset_index(names="point").merge(towns, on="name_id")
    apart = np.hypot(pairs["easting"] - pairs["town_easting"], pairs["northing"] - pairs["town_northing"])
    return np.asarray(points.index.isin(pairs.loc[apart <= TOWN_OF_ROAD_M, "point"]))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
