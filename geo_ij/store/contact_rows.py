"""Say whether anybody of a household can still be reached, and call the household by another hash."""

from sqlalchemy import Connection, select, update

from geo_ij.store.models import Report, ReportContact, ReportSupport


def is_contact_of(connection: Connection, household: str) -> bool:
    """Say whether the contact of any report of a household is kept."""
    query = (
        select(ReportContact.report_id)
        .join(Report, Report.report_id == ReportContact.report_id)
        .where(Report.household == household)
    )
    return connection.execute(query.limit(1)).first() is not None


def rename_household(connection: Connection, household: str, *, new: str) -> None:
    """Put another hash in place of a household's, in its reports and wherever it supports one."""
    connection.execute(update(Report).where(Report.household == household).values(household=new))
    connection.execute(update(ReportSupport).where(ReportSupport.household == household).values(household=new))
