"""Give the scheme's figures that are published: completed work in all, by month and by activity."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from geo_ij.vocabulary import Activity, label
from web.frozen import Frozen
from web.public.answers import file, page
from web.public.rows import Row, public_rows
from web.publications import Published

COLUMNS = ("figure", "of", "pieces_of_work", "hours", "places")
"""The columns of the file: `figure` is "all", "month" or "activity", `of` which one."""

blueprint = Blueprint("figures", __name__)


@dataclass(frozen=True)
class Sums:
    """What pieces of work come to: how many they are, the hours of all people together, and at how many places."""

    pieces: int
    hours: float
    places: int


@blueprint.get("/figures")
def figures() -> Response:
    """Show the figures as tables."""
    return page(("figures",), _page)


@blueprint.get("/figures.csv")
def figures_file() -> Response:
    """Give the same figures as CSV."""
    response = file(("figures", "csv"), _file)
    response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return response


def sums_of(work: Iterable[Row]) -> Sums:
    """Add up pieces of work."""
    rows = list(work)
    return Sums(len(rows), sum(row["hours"] for row in rows), len({row["place"] for row in rows}))


def by_month(work: Iterable[Row]) -> Mapping[str, Sums]:
    """Add up by month ("2026-02"), the latest first; a month without work is not there."""
    rows = list(work)
    months = sorted({str(row["day"])[:7] for row in rows}, reverse=True)
    return {month: sums_of(row for row in rows if str(row["day"]).startswith(month)) for month in months}


def by_activity(work: Iterable[Row]) -> Mapping[Activity, Sums]:
    """Add up by activity; work of several kinds counts in full under each, because nobody timed them apart."""
    rows = [(row, str(row["activities"]).split(";")) for row in work]
    sums = {one: sums_of(row for row, activities in rows if one in activities) for one in Activity}
    return {one: found for one, found in sums.items() if found.pieces}


def _page(published: Published) -> str:
    work = public_rows(published.work)
    return render_template(
        "public/figures.html",
        synthetic=published.synthetic,
        everything=sums_of(work),
        months=by_month(work),
        activities={label(one): sums for one, sums in by_activity(work).items()},
    )


def _file(published: Published) -> Frozen:
    work = public_rows(published.work)
    lines = [("all", "", sums_of(work))]
    lines += [("month", month, sums) for month, sums in by_month(work).items()]
    lines += [("activity", one.value, sums) for one, sums in by_activity(work).items()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((figure, of, sums.pieces, f"{sums.hours:g}", sums.places) for figure, of, sums in lines)
    return Frozen(text.getvalue().encode(), "text/csv; charset=utf-8")
