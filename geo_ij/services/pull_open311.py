"""Bring in the requests of another Open311 server as reports; pulling again takes none twice."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.geocode.location import Location
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.checked_reports import checked, plain_words
from geo_ij.services.kept_locations import moment
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.receive_reports import keep_report
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.settings import Settings
from geo_ij.sources.issue_words import issues_in
from geo_ij.sources.open311_client import SPAN, Open311Client, PulledRequest
from geo_ij.sources.record_cells import Fault, Tally
from geo_ij.sources.sent_report import LONGEST_DESCRIPTION, LONGEST_PLACE, GivenPoint, SentReport
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import (
    AuditAction,
    Issue,
    LocationStatus,
    ReportEvent,
    ReportSource,
    ReportStatus,
    from_text,
)

POINT_UNCERTAINTY_M = 30.0
"""How far off a point of another server may be, which says nothing about it."""

_LONGEST_KEY = 80
_MAY_CLOSE = (ReportStatus.ACCEPTED, ReportStatus.REFERRED_TO_COUNCIL)
"""Where a report stands that the other server closes: what waits here is for a moderator, what is done here is done."""


@dataclass
class Pulled:
    """What became of the requests: what `tally` counts as kept is in the database now.

    Of that, `new` was not, and `closed` was open here and is closed there.
    """

    tally: Tally = field(default_factory=Tally)
    new: int = 0
    closed: int = 0
    references: list[str] = field(default_factory=list)


class _Placed(NamedTuple):
    sent: SentReport
    location: Location
    is_closed: bool


def pull_open311(
    database: Database,
    client: Open311Client,
    *,
    settings: Settings,
    issue_of: Mapping[str, Issue] | None = None,
    since: dt.datetime | None = None,
    accept: bool = False,
    ground: Ground | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> Pulled:
    """Bring in what another server has since a moment (default: 90 days ago).

    `issue_of` says which issue a service code is; others are known by their code, else by the words of their name.
    What comes waits for a moderator, or, with `accept`, counts at once, what is closed there as closed. A report that
    is here already and was accepted is closed when it is closed there. Raises AccessError, or SourceError when the
    server cannot be understood; nothing is kept then.
    """
    allow(database, Permission.IMPORT_DATA)
    progress, until = progress or Silent(), now or dt.datetime.now(dt.UTC)
    pulled = Pulled()
    progress.say(f"Asking {client.host}")
    names = client.service_names()
    found = list(client.requests(since=since or until - SPAN, until=until))
    ground = ground or open_ground(database, settings=settings)
    placed = []
    with progress.bar("Finding the places", total=len(found), unit="request") as advance:
        for number, request in enumerate(found, start=1):
            pulled.tally.read += 1
            faults: list[Fault] = []
            one = _placed(
                request,
                client.host,
                names,
                issue_of or {},
                accept=accept,
                until=until,
                ground=ground,
                faults=faults,
            )
            if one is None:
                pulled.tally.reject(f"request {request.request_id}", number, faults)
            else:
                placed.append(one)
            advance(1)
    with database.write(durable=True) as connection:
        for one in placed:
            _keep(connection, one, pulled, database=database, ground=ground, settings=settings, now=until)
        if pulled.new or pulled.closed:
            record(
                connection,
                database.actor,
                AuditAction.IMPORTED,
                "reports",
                now=until,
                server=client.host,
                new=pulled.new,
                closed=pulled.closed,
            )
    return pulled


def _placed(
    request: PulledRequest,
    host: str,
    names: Mapping[str, str],
    issue_of: Mapping[str, Issue],
    *,
    accept: bool,
    until: dt.datetime,
    ground: Ground,
    faults: list[Fault],
) -> _Placed | None:
    """Make a report of a request and find its place, or give None and say why not."""
    called = request.service_name or names.get(request.service_code, "")
    issue = issue_of.get(request.service_code) or _issue_called(request.service_code, called)
    if issue is None:
        said = f"service {request.service_code} ({called}) is none of our issues"
        faults.append(Fault(said, f"{said}: --service {request.service_code}=litter would make it one"))
        return None
    point = None
    if request.longitude is not None and request.latitude is not None:
        point = GivenPoint(request.longitude, request.latitude, POINT_UNCERTAINTY_M)
    status = ReportStatus.RECEIVED
    if accept:
        status = ReportStatus.CLOSED if request.is_closed else ReportStatus.ACCEPTED
    sent = SentReport(
        issues=(issue,),
        description=_shortened(plain_words(request.description), LONGEST_DESCRIPTION),
        place_text=_shortened(plain_words(request.address), LONGEST_PLACE),
        point=point,
        source=ReportSource.OPEN311,
        status=status,
        received_at=min(request.requested_at or until, until),
        received_key=_key_of(host, request.request_id),
        extra={"open311_server": host, "open311_id": request.request_id, "open311_service": request.service_code},
    )
    try:
        sent = checked(sent)
    except InputError as error:
        faults += [Fault(f"{name} cannot be used", f"{name}: {said}") for name, said in error.fields.items()]
        return None
    location = ground.locate(sent.place_text, sent.point)
    if location.status is LocationStatus.OUTSIDE_AREA:
        faults.append(Fault(f"outside the service area ({ground.area.name})", location.reason.rstrip(".")))
        return None
    return _Placed(sent, location, request.is_closed)


def _keep(
    connection: Connection,
    one: _Placed,
    pulled: Pulled,
    *,
    database: Database,
    ground: Ground,
    settings: Settings,
    now: dt.datetime,
) -> None:
    receipt = keep_report(
        connection,
        one.sent,
        location=one.location,
        ground=ground,
        settings=settings,
        actor=database.actor.name,
        now=now,
    )
    pulled.tally.kept += 1
    pulled.references.append(receipt.reference)
    if receipt.is_new:
        pulled.new += 1
    elif one.is_closed and receipt.status in _MAY_CLOSE:
        at = moment(now)
        closed = {"status": ReportStatus.CLOSED.value, "ended_at": at}
        report_rows.change_report(connection, receipt.report_id, closed)
        report_rows.add_step(connection, receipt.report_id, at=at, actor=database.actor.name, event=ReportEvent.CLOSED)
        pulled.closed += 1


def _issue_called(code: str, name: str) -> Issue | None:
    """Know an issue by a code or name that is one of ours, else by what the name says; of several, the first."""
    known = from_text(Issue, code) or from_text(Issue, name)
    return known or next(iter(issues_in(name)), None)


def _key_of(host: str, request_id: str) -> str:
    key = f"open311:{host}:{request_id}"
    return key if len(key) <= _LONGEST_KEY else f"open311:{hashlib.sha256(key.encode()).hexdigest()}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
