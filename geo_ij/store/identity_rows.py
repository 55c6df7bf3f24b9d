"""Write what is known of every hotspot id, and read it back: its state, its history, the id it lives on in."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, Row, delete, or_, select

from geo_ij.hotspots.identity import Event, Identity
from geo_ij.hotspots.methods import DEFAULT_METHOD
from geo_ij.store.database import bulk_insert
from geo_ij.store.models import HotspotEvent, HotspotIdentity
from geo_ij.vocabulary import IdentityEvent, IdentityState


def read_identities(connection: Connection, *, method: str) -> list[Identity]:
    """Read every id of a method, sorted by id."""
    query = select(HotspotIdentity.__table__).where(HotspotIdentity.method == method)
    rows = connection.execute(query.order_by(HotspotIdentity.hotspot_id)).all()
    return [_identity(row) for row in rows]


def read_identity(connection: Connection, hotspot_id: str, *, method: str) -> Identity | None:
    """Read one id of a method, or None where it never gave it."""
    query = select(HotspotIdentity.__table__).where(HotspotIdentity.method == method)
    row = connection.execute(query.where(HotspotIdentity.hotspot_id == hotspot_id)).first()
    return None if row is None else _identity(row)


def _identity(row: Row[Any]) -> Identity:
    return Identity(
        hotspot_id=row.hotspot_id,
        shape=shapely.from_wkb(row.geometry),
        state=IdentityState(row.state),
        first_as_of=row.first_as_of,
        last_as_of=row.last_as_of,
        merged_into=row.merged_into,
        split_from=row.split_from,
    )


def write_identities(connection: Connection, identities: list[Identity], *, method: str) -> None:
    """Put what is known of a method's ids in place of what was known before."""
    connection.execute(delete(HotspotIdentity).where(HotspotIdentity.method == method))
    shapes = np.array([identity.shape for identity in identities], dtype=object)
    bulk_insert(
        connection,
        HotspotIdentity.__table__,
        {
            "method": [method] * len(identities),
            "hotspot_id": [identity.hotspot_id for identity in identities],
            "first_as_of": [identity.first_as_of for identity in identities],
            "last_as_of": [identity.last_as_of for identity in identities],
            "state": [identity.state.value for identity in identities],
            "merged_into": [identity.merged_into for identity in identities],
            "split_from": [identity.split_from for identity in identities],
            "geometry": list(shapely.to_wkb(shapes)),
        },
    )


def add_events(connection: Connection, events: list[Event], *, method: str, as_of: int, fingerprint: str) -> None:
    """Add to the log what happened in a run of a month on the data with this fingerprint."""
    bulk_insert(
        connection,
        HotspotEvent.__table__,
        {
            "method": [method] * len(events),
            "hotspot_id": [event.hotspot_id for event in events],
            "as_of": [as_of] * len(events),
            "event": [event.event.value for event in events],
            "other_id": [event.other_id for event in events],
            "data_fingerprint": [fingerprint] * len(events),
        },
    )


def events_of(connection: Connection, hotspot_id: str, *, method: str) -> list[tuple[int, Event]]:
    """List what happened to an id and to others through it, each with its month, in the order it was seen."""
    rows = connection.execute(
        select(HotspotEvent.as_of, HotspotEvent.hotspot_id, HotspotEvent.event, HotspotEvent.other_id)
        .where(
            HotspotEvent.method == method,
            or_(HotspotEvent.hotspot_id == hotspot_id, HotspotEvent.other_id == hotspot_id),
        )
        .order_by(HotspotEvent.event_id)
    ).all()
    return [(row.as_of, Event(row.hotspot_id, IdentityEvent(row.event), row.other_id)) for row in rows]


def resolve_id(connection: Connection, hotspot_id: str, *, method: str = DEFAULT_METHOD) -> str:
    """Follow merges from an id to the one that its place bears now; an id that is unknown or gone is its own answer."""
    seen = {hotspot_id}
    current = hotspot_id
    while True:
        heir = connection.scalar(
            select(HotspotIdentity.merged_into).where(
                HotspotIdentity.method == method, HotspotIdentity.hotspot_id == current
            )
        )
        if heir is None or heir in seen:  # the rules make no loop, but a database edited by hand may hold one
            return current
        seen.add(heir)
        current = heir
