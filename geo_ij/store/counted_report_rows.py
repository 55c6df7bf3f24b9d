"""Read the reports that count in hotspots, with the households that support them."""

import datetime as dt
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from geo_ij.frames import COUNTED_REPORTS, check, month_number
from geo_ij.store.models import Report, ReportSupport
from geo_ij.vocabulary import COUNTED_STATUSES, ReporterKind


def counted_reports(connection: Connection, *, first_month: int, last_month: int | None = None) -> pd.DataFrame:
    """Read the reports that a moderator accepted and whose place is known, and their supports (frames.COUNTED_REPORTS).

    Months are month numbers, both included; without `last_month` everything since the first is read, and what came
    after it is put into no other month. A support has the place of the report that it supports and a moment of its own.
    """
    own = (
        select(
            Report.report_id,
            Report.easting,
            Report.northing,
            Report.uncertainty_m,
            Report.received_at,
            Report.reporter_kind,
            Report.household,
            Report.issues,
        )
        .where(*_counts())
        .order_by(Report.report_id)
    )
    supports = (
        select(
            Report.report_id,
            Report.easting,
            Report.northing,
            Report.uncertainty_m,
            ReportSupport.at,
            ReportSupport.household,
        )
        .join(ReportSupport, ReportSupport.report_id == Report.report_id)
        .where(*_counts())
        .order_by(ReportSupport.support_id)
    )
    rows = [
        (*place, _month(at), at, kind, house, issues, False)
        for *place, at, kind, house, issues in connection.execute(own)
    ]
    rows += [
        (*place, _month(at), at, ReporterKind.RESIDENT.value, house, "", True)
        for *place, at, house in connection.execute(supports)
    ]
    frame = pd.DataFrame(rows, columns=list(COUNTED_REPORTS.columns))
    for name, kind in COUNTED_REPORTS.columns.items():
        frame[name] = frame[name].astype(_DTYPES.get(kind, "object"))
    latest = frame["month"].max() if last_month is None else last_month
    chosen = frame.loc[frame["month"].between(first_month, latest)]
    chosen = chosen.sort_values(["received_at", "report_id", "is_support"], kind="stable").reset_index(drop=True)
    check(chosen, COUNTED_REPORTS)
    return chosen


_DTYPES: dict[str, Any] = {"integer": "int64", "number": "float64", "flag": "bool"}


def _counts() -> tuple[ColumnElement[bool], ...]:
    return Report.status.in_([status.value for status in COUNTED_STATUSES]), Report.easting.is_not(None)


def _month(at: str) -> int:
    return month_number(dt.datetime.fromisoformat(at).strftime("%Y-%m"))
