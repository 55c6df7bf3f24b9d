"""List the completed work that is published, the latest first, by activity if asked."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest

from geo_ij.vocabulary import Activity, from_text, label
from web.public.answers import page
from web.public.rows import Row, latest_first, public_rows
from web.publications import Published

blueprint = Blueprint("cleaned_areas", __name__)


@blueprint.get("/cleaned-areas")
def cleaned_areas() -> Response:
    """Show the list; `activity` in the query string keeps one kind of work."""
    activity = _activity(request.args.get("activity", ""))
    return page(("cleaned-areas", activity or ""), lambda published: _list(published, activity))


def _activity(text: str) -> Activity | None:
    if not text.strip():
        return None
    activity = from_text(Activity, text)
    if activity is None:
        raise BadRequest(f"There is no activity “{text[:60]}”. Choose one from the list on the page of cleaned areas.")
    return activity


def _list(published: Published, activity: Activity | None) -> str:
    every = latest_first(public_rows(published.work))
    shown = [row for row in every if activity is None or activity in _activities(row)]
    used = {value for row in every for value in _activities(row)}
    choices = [("", "All activities")] + [(value.value, label(value)) for value in Activity if value in used]
    if activity is not None and activity not in used:
        choices.append((activity.value, label(activity)))
    return render_template(
        "public/cleaned_areas.html",
        synthetic=published.synthetic,
        work=shown,
        all_work=len(every),
        hours=sum(row["hours"] for row in shown),
        places=len({row["place"] for row in shown}),
        activity=activity,
        choices=choices,
    )


def _activities(row: Row) -> list[str]:
    return str(row["activities"]).split(";")
