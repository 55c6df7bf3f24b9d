"""Keep reports that somebody is still writing, by the hash of the key in their address, until they are sent or old."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from geo_ij.store.models import ReportDraft, ReportPhotograph


class DraftRow(NamedTuple):
    """One row of the table, column by column; see `models.reports.ReportDraft`."""

    key_hash: str
    answers: str
    began_at: str
    changed_at: str
    sent_as: str | None


class DraftPhotograph(NamedTuple):
    """A photograph that a draft holds, without the picture itself; its size is in pixels."""

    photograph_id: int
    width: int
    height: int


def add_draft(connection: Connection, key_hash: str, *, at: str) -> None:
    """Begin a draft without answers."""
    connection.execute(
        insert(ReportDraft).values(key_hash=key_hash, answers="{}", began_at=at, changed_at=at, sent_as=None)
    )


def draft(connection: Connection, key_hash: str, *, changed_since: str, locked: bool = False) -> DraftRow | None:
    """Read a draft that was changed since a moment, or give None; `locked` keeps others from changing it meanwhile."""
    query = select(
        ReportDraft.key_hash, ReportDraft.answers, ReportDraft.began_at, ReportDraft.changed_at, ReportDraft.sent_as
    ).where(ReportDraft.key_hash == key_hash, ReportDraft.changed_at >= changed_since)
    # SQLite lets one connection write at a time and leaves the words out.
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return None if row is None else DraftRow(*row)


def change_draft(connection: Connection, key_hash: str, *, answers: str, at: str, sent_as: str | None = None) -> None:
    """Write a draft's answers, and with `sent_as` the reference of the report that it became."""
    connection.execute(
        update(ReportDraft)
        .where(ReportDraft.key_hash == key_hash)
        .values(answers=answers, changed_at=at, sent_as=sent_as)
    )


def remove_older(connection: Connection, *, before: str) -> int:
    """Remove the drafts that nobody changed since a moment, and their photographs; say how many drafts."""
    removed = connection.execute(delete(ReportDraft).where(ReportDraft.changed_at < before))
    return int(removed.rowcount)


def photographs(connection: Connection, key_hash: str) -> list[DraftPhotograph]:
    """List the photographs of a draft in the order in which they came."""
    query = (
        select(ReportPhotograph.photograph_id, ReportPhotograph.width, ReportPhotograph.height)
        .where(ReportPhotograph.draft_hash == key_hash)
        .order_by(ReportPhotograph.photograph_id)
    )
    return [DraftPhotograph(*row) for row in connection.execute(query)]


def count_photographs(connection: Connection) -> int:
    """Count the photographs that all drafts hold together."""
    query = select(func.count(ReportPhotograph.draft_hash))
    return int(connection.execute(query.where(ReportPhotograph.draft_hash.is_not(None))).scalar_one())


def picture(connection: Connection, key_hash: str, photograph_id: int) -> bytes | None:
    """Read one photograph of a draft as JPEG, or give None."""
    query = select(ReportPhotograph.image).where(
        ReportPhotograph.draft_hash == key_hash, ReportPhotograph.photograph_id == photograph_id
    )
    return connection.execute(query).scalar_one_or_none()


def remove_photograph(connection: Connection, key_hash: str, photograph_id: int) -> None:
    """Remove one photograph of a draft."""
    connection.execute(
        delete(ReportPhotograph).where(
            ReportPhotograph.draft_hash == key_hash, ReportPhotograph.photograph_id == photograph_id
        )
    )


def remove_photographs(connection: Connection, key_hash: str) -> None:
    """Remove all photographs of a draft."""
    connection.execute(delete(ReportPhotograph).where(ReportPhotograph.draft_hash == key_hash))
