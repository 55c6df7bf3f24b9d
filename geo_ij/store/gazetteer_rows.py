"""Write the names by which places can be found, read them back, and count how often each layer of them changed."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, Table, delete, select
from sqlalchemy import text as sql

from geo_ij.errors import FrameError
from geo_ij.frames import GAZETTEER, check
from geo_ij.store.database import bulk_insert
from geo_ij.store.models import GazetteerEntry, GazetteerVersion

POLICE_LAYER = "police"
"""The layer of the street names that police archives bring; they have a table of their own."""

_TABLE = cast(Table, GazetteerEntry.__table__)
_SHAPE = tuple(GAZETTEER.columns)
LARGEST_STEP = 1_000

_BY_HAND = ("added_at", "note")
_LONGEST: dict[str, int] = {
    name: length for name in _SHAPE if (length := getattr(_TABLE.columns[name].type, "length", None))
}
_IDS_AT_ONCE = 10_000


def replace_entries(connection: Connection, source: str, frame: pd.DataFrame) -> int:
    """Put things of a source (frames.GAZETTEER) in place of those with the same references, with all their names.

    `frame` may also have `added_at` (ISO 8601) and `note` for what a person added. Things that the frame does not name
    stay. Gives how many references were new or different; only then does the layer get a new version.

    Raises FrameError when the frame has another shape, a text is too long or a name comes twice.
    """
    check(frame, GAZETTEER)
    arriving = _plain(frame)
    _check_texts(arriving)
    ids, stored = _stored(connection, source, arriving["reference"])
    changed = _changed_references(arriving, stored)
    if not changed:
        return 0
    _delete_ids(connection, ids[stored["reference"].isin(changed).to_numpy()])
    new = arriving[arriving["reference"].isin(changed)]
    columns = {name: new[name].tolist() for name in (*_SHAPE, *_BY_HAND)}
    bulk_insert(connection, _TABLE, {"source": [source] * len(new), **columns})
    touch(connection, source)
    return len(changed)


def remove_entries(connection: Connection, *, source: str, references: Iterable[str]) -> int:
    """Remove things of a source with all their names; give how many references there were."""
    wanted = pd.Series(sorted(set(references)), dtype=object)
    ids, stored = _stored(connection, source, wanted)
    chosen = stored["reference"].isin(set(wanted)).to_numpy()
    if not chosen.any():
        return 0
    _delete_ids(connection, ids[chosen])
    touch(connection, source)
    return int(stored["reference"][chosen].nunique())


def entries(connection: Connection, *, source: str | None = None) -> pd.DataFrame:
    """Read the names (frames.GAZETTEER, and `source`) of one source or all, in the order of source, reference, name."""
    return _read(connection, ("source", *_SHAPE), source=source)


def entries_by_hand(connection: Connection, *, source: str) -> pd.DataFrame:
    """Read the names of a source as `entries` does, with `added_at` and `note` (None where nobody wrote one)."""
    return _read(connection, ("source", *_SHAPE, *_BY_HAND), source=source)


def entry_sources(connection: Connection) -> list[str]:
    """Name the sources that have at least one name."""
    found = connection.scalars(select(GazetteerEntry.source).distinct())
    return sorted(found)


def layer_versions(connection: Connection) -> dict[str, int]:
    """Give the version of every layer that was ever written, by its name."""
    rows = connection.execute(select(GazetteerVersion.layer, GazetteerVersion.version))
    return dict(sorted((layer, version) for layer, version in rows))


def touch(connection: Connection, layer: str) -> None:
    """Give a layer a later version, in the transaction that changed it."""
    connection.execute(
        sql(
            "INSERT INTO gazetteer_versions (layer, version) VALUES (:layer, :step) "
            "ON CONFLICT (layer) DO UPDATE SET version = gazetteer_versions.version + :step"
        ),
        {"layer": layer, "step": _step()},
    )


def _step() -> int:
    """Give by how much a version grows: by chance, so that a restored database does not come to a version twice."""
    return 1 + secrets.randbelow(LARGEST_STEP)


def _read(connection: Connection, names: Sequence[str], *, source: str | None) -> pd.DataFrame:
    query = select(*(_TABLE.c[name] for name in names))
    if source is not None:
        query = query.where(GazetteerEntry.source == source)
    # By bytes on both databases: left to itself PostgreSQL would follow the language of its server.
    order = "C" if connection.dialect.name == "postgresql" else "BINARY"
    query = query.order_by(*(_TABLE.c[name].collate(order) for name in ("source", "reference", "name")))
    return _frame(connection.execute(query).all(), names)


def _frame(rows: Sequence[Any], names: Sequence[str]) -> pd.DataFrame:
    """Make a frame column by column, which is several times quicker than row by row."""
    values = list(zip(*rows, strict=True)) or [()] * len(names)
    columns = {}
    for name, value in zip(names, values, strict=True):
        is_number = GAZETTEER.columns.get(name) == "number"
        # As series of objects, because a frame would turn plain arrays into texts without None.
        columns[name] = pd.Series(
            np.array(value, dtype=float if is_number else object), dtype=None if is_number else object
        )
    return pd.DataFrame(columns)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give exactly the columns of the table: numbers as floats, texts as objects with None for nothing."""
    columns: dict[str, Any] = {}
    for name in (*_SHAPE, *_BY_HAND):
        if name not in frame:
            columns[name] = pd.Series([None] * len(frame), dtype=object)
        elif GAZETTEER.columns.get(name) == "number":
            columns[name] = frame[name].to_numpy(dtype=float)
        else:
            written = frame[name].astype(object).reset_index(drop=True)
            columns[name] = written.where(written.notna(), None)
    return pd.DataFrame(columns)


def _check_texts(frame: pd.DataFrame) -> None:
    faults = []
    for name, longest in _LONGEST.items():
        too_long = frame[name].map(len, na_action="ignore") > longest
        if too_long.any():
            first = frame["reference"][too_long].iloc[0]
            faults.append(f"{int(too_long.sum())} values of {name} have over {longest} characters, first of {first!r}")
    repeated = frame.duplicated(["reference", "name"])
    if repeated.any():
        row = frame[repeated].iloc[0]
        faults.append(f"{int(repeated.sum())} names come twice, first {row['name']!r} of {row['reference']!r}")
    if faults:
        raise FrameError(f"{GAZETTEER.name}: {fault}" for fault in faults)


def _stored(connection: Connection, source: str, references: pd.Series) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Read the ids and the rows of a source: of these references if they are few, else of all."""
    names = ("entry_id", *_SHAPE, *_BY_HAND)
    query = select(*(_TABLE.c[name] for name in names)).where(GazetteerEntry.source == source)
    if references.nunique() <= _IDS_AT_ONCE:
        query = query.where(GazetteerEntry.reference.in_(references.unique().tolist()))
    found = _frame(connection.execute(query).all(), names)
    return found.pop("entry_id").to_numpy(dtype=np.int64), found


def _changed_references(arriving: pd.DataFrame, stored: pd.DataFrame) -> set[str]:
    """Find the references of `arriving` that are not stored with just these names and values."""
    new, old = _digests(arriving), _digests(stored)
    known = new.index.intersection(old.index)
    return set(new.index) - set(known[new[known] == old[known]])


def _digests(frame: pd.DataFrame) -> pd.Series:
    """Give each reference one number made from all its names and their values, in whatever order."""
    rows = pd.DataFrame({"reference": frame["reference"], "digest": pd.util.hash_pandas_object(frame, index=False)})
    # Sums of unsigned 64-bit numbers wrap around, which is as good here.
    return rows.groupby("reference")["digest"].sum()


def _delete_ids(connection: Connection, ids: npt.NDArray[np.int64]) -> None:
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chosen = ids[start : start + _IDS_AT_ONCE].tolist()
        connection.execute(delete(GazetteerEntry).where(GazetteerEntry.entry_id.in_(chosen)))
