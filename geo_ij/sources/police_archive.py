"""Read police street-level crime files as data.police.uk publishes them, one force-month at a time.

ASB and criminal damage become incidents, in streams of their own. Rows of every other crime type lend only their street
name and point, for the geocoder. Rows that cannot be used are counted by reason.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo_ij.errors import SourceError
from geo_ij.frames import month_number
from geo_ij.projection import to_metres
from geo_ij.sources.archive_files import ArchiveFile
from geo_ij.sources.cleaning import RULES, Rows, first_broken_rule, is_swapped
from geo_ij.sources.police_columns import PoliceColumns, read_columns
from geo_ij.sources.shipped import police_force_names
from geo_ij.vocabulary import Stream

BRITISH_TRANSPORT_POLICE = "btp"
"""The slug of British Transport Police, whose incidents happen on railways nobody in the scheme can clean."""

STREAM_OF = {"Anti-social behaviour": Stream.ASB, "Criminal damage and arson": Stream.CRIMINAL_DAMAGE}
"""Which crime types are kept as incidents, and the stream each becomes."""

GENERIC_LABELS = frozenset(
    {
        "Airport/Airfield", "Bus/Coach Station", "Conference/Exhibition Centre", "Ferry Terminal",
        "Further/Higher Educational Building", "Hospital", "Motorway Service Area", "Nightclub", "No Location",
        "Park/Open Space", "Parking Area", "Pedestrian Subway", "Petrol Station", "Police Station", "Prison",
        "Race Track", "Shopping Area", "Sports/Recreation Area", "Supermarket", "Theatre/Concert Hall",
        "Theme/Adventure Park",
    }
)  # fmt: skip
"""What a location is called when it is a kind of place rather than a street: not an address."""

EARLIEST_MONTH = month_number("2010-12")
"""The first month that data.police.uk ever published."""

_POSSESSIVE = re.compile(r"(?<=\w)'S\b")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class ForceMonthRows:
    """What one force-month holds: incidents and street points in metres (EPSG:27700), and what was left out and why.

    `incidents` has the columns stream, easting, northing, lsoa_code; `streets` has name, easting, northing, incidents.
    `month` is a month number (see frames.month_number); `read` counts rows by stream, `other` the rest.
    """

    force: str
    month: int
    incidents: pd.DataFrame
    streets: pd.DataFrame
    read: dict[Stream, int]
    rejected: Counter[str]
    other: int
    fingerprint: str


def read_force_months(
    file: ArchiveFile,
    content: bytes,
    *,
    this_month: int,
    area_of: Callable[[str], BaseGeometry | None],
) -> Iterator[ForceMonthRows]:
    """Read one file's bytes into its force-months: one, unless a person has joined several.

    `area_of` gives, by slug, the area (EPSG:27700) outside which a point is not plausible; None means unknown.
    Raises SourceError when the file as a whole is not what it is said to be.
    """
    columns = read_columns(file.label, content)
    _check_months(file, columns, this_month=this_month)
    _check_not_swapped(columns)
    _check_force(file, columns)
    easting, northing = to_metres(columns.longitude, columns.latitude)
    fingerprint = hashlib.sha256(content).hexdigest()
    for force, month, members in _split(file, columns):
        yield _force_month(
            columns,
            members,
            (easting, northing),
            force=force,
            month=month,
            force_area=area_of(force),
            fingerprint=fingerprint,
        )


def force_slug(name: str) -> str:
    """Turn the name in "Falls within" into the slug that data.police.uk uses for the force.

    >>> force_slug("Avon and Somerset Constabulary"), force_slug("Metropolitan Police Service")
    ('avon-and-somerset', 'metropolitan')
    """
    if name == "British Transport Police":
        return BRITISH_TRANSPORT_POLICE
    if name == "Police Service of Northern Ireland":
        return "northern-ireland"
    words = re.sub(r"\b(Police|Constabulary|Service)\b", " ", name.replace("&", " and "))
    return re.sub(r"[^a-z]+", "-", words.casefold()).strip("-") or "unknown"


def _check_months(file: ArchiveFile, columns: PoliceColumns, *, this_month: int) -> None:
    codes, months = columns.text["Month"]
    used = set(np.unique(codes).tolist())
    if wrong := [month for code, month in enumerate(months) if code in used and not _MONTH.fullmatch(month)]:
        raise SourceError(f"{file.label}: the month {wrong[0]!r} is not written like 2025-03")
    if -1 in used:
        raise SourceError(f"{file.label}: line {int(np.argmax(codes == -1)) + 2}: the month is empty")
    named = [file.month] if file.month else []
    if early := sorted(month for month in {*months, *named} if month_number(month) < EARLIEST_MONTH):
        raise SourceError(f"{file.label}: the month {early[0]} lies before the first that was ever published (2010-12)")
    if future := sorted(month for month in {*months, *named} if month_number(month) > this_month):
        raise SourceError(f"{file.label}: the month {future[-1]} lies in the future: check the file and the clock")
    if file.month and months and file.month not in months:
        raise SourceError(f"{file.label}: its name says {file.month} but its rows say {months[0]}: rename it")


def _check_not_swapped(columns: PoliceColumns) -> None:
    located = np.isfinite(columns.longitude) & np.isfinite(columns.latitude)
    swapped = is_swapped(columns.longitude, columns.latitude)
    if located.any() and swapped.sum() * 2 > located.sum():
        raise SourceError(
            f"{columns.label}: longitude and latitude are swapped in {int(swapped.sum()):,} of "
            f"{int(located.sum()):,} rows: exchange the two column headings"
        )


def _check_force(file: ArchiveFile, columns: PoliceColumns) -> None:
    """Refuse a file that says nothing about whose it is, or whose rows are all of another force than its name says."""
    codes, names = columns.text["Falls within"]
    if file.force is None:
        if names and (codes == -1).any():
            line = int(np.argmax(codes == -1)) + 2
            raise SourceError(f"{file.label}: line {line}: 'Falls within' is empty: say which force the row is of")
        return
    said = {force_slug(name) for name in names} & set(police_force_names())
    if said and file.force in police_force_names() and file.force not in said:
        raise SourceError(
            f"{file.label}: its name says {file.force} but its rows say {', '.join(sorted(said))}: rename it"
        )


def _split(file: ArchiveFile, columns: PoliceColumns) -> Iterator[tuple[str, int, npt.NDArray[np.bool_]]]:
    """Give each force-month in the file with a flag for its rows.

    A file named by force and month is that force-month (rows of another month are then rejected, not moved); otherwise
    the rows say where they belong.
    """
    month_codes, months = columns.text["Month"]
    force_codes, names = columns.text["Falls within"]
    count = len(month_codes)
    if file.force and file.month:
        yield file.force, month_number(file.month), np.ones(count, dtype=bool)
        return
    slugs = [force_slug(name) for name in names]
    for force in sorted(set(slugs)) or ["unknown"]:
        of_force = np.isin(force_codes, [code for code, slug in enumerate(slugs) if slug == force])
        if not slugs:
            of_force = np.ones(count, dtype=bool)
        for code, month in sorted(enumerate(months), key=lambda item: item[1]):
            members = of_force & (month_codes == code)
            if members.any():
                yield force, month_number(month), members


def _force_month(
    columns: PoliceColumns,
    members: npt.NDArray[np.bool_],
    metres: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    *,
    force: str,
    month: int,
    force_area: BaseGeometry | None,
    fingerprint: str,
) -> ForceMonthRows:
    type_codes, types = columns.text["Crime type"]
    month_codes, months = columns.text["Month"]
    stream_of_code = np.array([_stream_number(name) for name in types] + [-1])
    streams = np.where(members, stream_of_code[type_codes], -2)
    in_named_month = np.array([month_number(text) == month for text in months] + [False])[month_codes]
    rows = Rows(
        longitude=columns.longitude,
        latitude=columns.latitude,
        easting=metres[0],
        northing=metres[1],
        in_named_month=in_named_month,
        repeats_id=_repeats(columns.crime_id, streams),
        force_area=force_area,
    )
    broken = first_broken_rule(rows)
    kept = (streams >= 0) & (broken == -1)
    reasons = broken[(streams >= 0) & (broken >= 0)]
    located = members & in_named_month & _has_place(broken)
    lsoa_codes, lsoas = columns.text["LSOA code"]
    names = list(Stream)
    return ForceMonthRows(
        force=force,
        month=month,
        incidents=pd.DataFrame(
            {
                "stream": np.array([stream.value for stream in names], dtype=object)[streams[kept]],
                "easting": metres[0][kept].round(1),
                "northing": metres[1][kept].round(1),
                "lsoa_code": np.array([*lsoas, None], dtype=object)[lsoa_codes[kept]],
            }
        ),
        streets=_street_points(columns, located, metres),
        read={stream: int((streams == number).sum()) for number, stream in enumerate(names)},
        rejected=Counter({RULES[i].reason: int(n) for i, n in enumerate(np.bincount(reasons)) if n}),
        other=int((streams == -1).sum()),
        fingerprint=fingerprint,
    )


def _stream_number(crime_type: str) -> int:
    stream = STREAM_OF.get(crime_type)
    return -1 if stream is None else list(Stream).index(stream)


def _has_place(broken: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say which rows stand at a plausible point: those that break no rule, or only the one about repeated ids."""
    repeats = next(i for i, rule in enumerate(RULES) if rule.reason.startswith("repeats"))
    return np.asarray((broken == -1) | (broken == repeats))


def _repeats(crime_id: npt.NDArray[np.object_], streams: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Flag the incidents whose Crime ID an earlier incident of the month has; an empty id repeats nothing."""
    repeats = np.zeros(len(streams), dtype=bool)
    (positions,) = np.nonzero(streams >= 0)
    ids = pd.Series(crime_id[positions])
    repeats[positions] = (ids.notna() & ids.duplicated()).to_numpy()
    return repeats


def _street_points(
    columns: PoliceColumns,
    located: npt.NDArray[np.bool_],
    metres: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> pd.DataFrame:
    """Count the rows of each street name at each point; kinds of place ("Supermarket") are left out."""
    codes, locations = columns.text["Location"]
    names = [_street_name(location) for location in locations]
    is_street = np.array([bool(name) and name not in GENERIC_LABELS for name in names] + [False])
    wanted = located & is_street[codes]
    points = metres[0][wanted].round(1) + 1j * metres[1][wanted].round(1)
    distinct, point_of = np.unique(points, return_inverse=True)
    keys, counts = np.unique(point_of * (len(names) + 1) + codes[wanted], return_counts=True)
    at = distinct[keys // (len(names) + 1)] if len(keys) else distinct
    return pd.DataFrame(
        {
            "name": np.array([*names, ""], dtype=object)[keys % (len(names) + 1)],
            "easting": at.real,
            "northing": at.imag,
            "incidents": counts,
        }
    )


def _street_name(location: str) -> str:
    """Take the street out of "On or near St George'S Avenue", with the possessive as people write it."""
    name = location.removeprefix("On or near ").strip()
    return _POSSESSIVE.sub("'s", name) if "'S" in name else name
