"""Follow each published hotspot through the frozen snapshots, and put its months and work on one time line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo_ij.disclosure.public import PublicSnapshot
from geo_ij.frames import month_number
from geo_ij.maps import words
from geo_ij.maps.content import day_in_words, period_in_words
from web.public.rows import Row, public_rows


@dataclass(frozen=True)
class Figures:
    """What one frozen snapshot said about a hotspot: `month` is "2025-12", `published` how many hotspots it had."""

    month: str
    months: int
    published: int
    row: Row


@dataclass(frozen=True)
class Event:
    """One entry of a time line, in words: `order` sorts it ("2025-12-03"); `ref` names its work or is None."""

    order: str
    when: str
    title: str
    text: str
    ref: str | None = None


def history_of(snapshots: Iterable[PublicSnapshot]) -> Mapping[str, tuple[Figures, ...]]:
    """Gather, for every hotspot that was ever published, its figures from the earliest month to the latest."""
    gathered: dict[str, list[Figures]] = {}
    for snapshot in sorted(snapshots, key=lambda snapshot: snapshot.as_of):
        rows = public_rows(snapshot.hotspots)
        for row in rows:
            figures = Figures(snapshot.as_of, snapshot.months, len(rows), row)
            gathered.setdefault(str(row["hotspot_id"]), []).append(figures)
    return {hotspot_id: tuple(figures) for hotspot_id, figures in gathered.items()}


def time_line(figures: Sequence[Figures], work: Sequence[Row], *, first_month: str | None = None) -> list[Event]:
    """Put the months in which the figures began or changed class, the latest month and all work in order of time.

    `first_month` is the first that was ever published: what is in it need not be new then.
    """
    events = [_work_event(row) for row in work]
    for position, now in enumerate(figures):
        before = figures[position - 1].row["class"] if position else None
        if before != now.row["class"] or position == len(figures) - 1:
            events.append(_figures_event(now, before, first_month=first_month))
    return sorted(events, key=lambda event: event.order)


def what_can_be_concluded(figures: Sequence[Figures], work: Sequence[Row]) -> str | None:
    """Say in a sentence how far the figures reach past the work; None where one of them is missing."""
    if not figures or not work:
        return None
    end = figures[-1].month
    days = sorted(str(row["day"]) for row in work)
    if end <= days[-1][:7]:
        when = "before" if end < days[-1][:7] else "in the month of"
        return f"Too early to say what changed: the figures end in {period_in_words(end, 1)}, {when} the latest work."
    since = words.plural(month_number(end) - month_number(days[0][:7]), "month")
    return (
        f"The figures reach {since} past the first work. They are counts, not proof: how the effect of the work will "
        "be measured is not built yet."
    )


def _figures_event(figures: Figures, class_before: str | None, *, first_month: str | None) -> Event:
    row = figures.row
    said = words.class_in_words(row["class"])
    month = period_in_words(figures.month, 1)
    if class_before is None and figures.month == first_month:
        title = f"In the first published figures, to {month}: {said.lower()}"
    elif class_before is None:
        title = f"Newly in the published figures, to {month}: {said.lower()}"
    elif class_before != row["class"]:
        title = f"Now {said.lower()}, before {words.class_in_words(class_before).lower()}"
    else:
        title = f"Latest figures: {said.lower()}"
    return Event(
        # After everything that happened within the month.
        order=f"{figures.month}-99",
        when=month,
        title=title,
        text=words.public_reason({**row, "months": figures.months}),
    )


def _work_event(row: Row) -> Event:
    return Event(
        order=str(row["day"]),
        when=day_in_words(str(row["day"])),
        title=f"{words.sentence(words.activities_in_words(row['activities']))}: {words.plural(row['hours'], 'hour')}",
        text=_extent(row),
        ref=str(row["work_ref"]),
    )


def _extent(row: Row) -> str:
    parts = []
    if row["bags"]:
        parts.append(f"{words.plural(row['bags'], 'bag')} collected")
    if row["area_m2"]:
        parts.append(f"{words.number(row['area_m2'])} square metres cleared")
    said = [words.list_in_words(parts)] if parts else []
    if row["partners"]:
        said.append(f"with {words.partners_in_words(str(row['partners']))}")
    return " ".join(f"{words.sentence(sentence)}." for sentence in said)
