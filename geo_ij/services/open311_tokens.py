"""Tell the program that sent a report by Open311 under which id the report is public, once it is."""

from geo_ij.disclosure.reports import may_be_public
from geo_ij.errors import NotFoundError
from geo_ij.services.public_reports import facts_of
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReportSource, ReportStatus


def public_id_of_token(database: Database, token: str) -> str | None:
    """Give the public id of the report that a token was answered for, or None while it has none.

    The token is the report's reference. Of a report that repeats another, the id is that of the other one. Raises
    NotFoundError when no report that came by Open311 has it: other references may have been chosen by people.
    """
    with database.read() as connection:
        # No database can look for a control character, and no reference has one.
        row = report_rows.report_of(connection, token) if token.isprintable() else None
        if row is None or row.source != ReportSource.OPEN311 or row.received_key is not None:
            raise NotFoundError("No report that was sent here has this token.")
        if row.status == ReportStatus.DUPLICATE and row.duplicate_of is not None:
            row = report_rows.report(connection, row.duplicate_of) or row
    return row.public_id if may_be_public(facts_of(row)) else None
