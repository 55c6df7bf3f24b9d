"""Keep residents' and officers' reports, their contacts apart from them, their photographs and their history."""

from sqlalchemy import Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class Report(Base):
    """One report as it was sent, where it was found to be, and what was decided about it; never public as it stands.

    `issues` and `activities` are values joined by semicolons, `alarms` as well (vocabulary.Alarm). The point is in
    metres (EPSG:27700), null while nobody knows where it is; `uncertainty_m` is the radius that holds the place in 95
    of 100 cases. `public_easting`, `public_northing` and `public_place` are the street or open space that a public pin
    is snapped to, `public_id` a random name by which anybody may ask for an accepted report. `public_text` is what a
    moderator allowed others to read, null until then. `household` is a keyed hash by which reports of one household are
    known to be of one, `received_key` what a message or row is known again by. `version` grows with each change, so
    that two people who decide at once are told. Moments are ISO 8601 in UTC.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_status_received_at", "status", "received_at"),
        Index("ix_reports_cell_received_at", "cell", "received_at"),
    )

    report_id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    received_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[str] = mapped_column(String(32), index=True)
    status: Mapped[str] = mapped_column(String(30))
    issues: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    how_often: Mapped[str] = mapped_column(String(20))
    activities: Mapped[str] = mapped_column(Text)
    activity_text: Mapped[str] = mapped_column(Text)
    reporter_kind: Mapped[str] = mapped_column(String(20))
    wants_updates: Mapped[bool]
    place_text: Mapped[str] = mapped_column(Text)
    easting: Mapped[float | None] = mapped_column(Float)
    northing: Mapped[float | None] = mapped_column(Float)
    uncertainty_m: Mapped[float | None] = mapped_column(Float)
    cell: Mapped[int | None] = mapped_column(Integer)
    public_easting: Mapped[float | None] = mapped_column(Float)
    public_northing: Mapped[float | None] = mapped_column(Float)
    public_place: Mapped[str | None] = mapped_column(String(200))
    ward: Mapped[str | None] = mapped_column(String(120))
    council: Mapped[str | None] = mapped_column(String(120))
    policing_area: Mapped[str | None] = mapped_column(String(120))
    alarms: Mapped[str] = mapped_column(Text)
    public_text: Mapped[str | None] = mapped_column(Text)
    household: Mapped[str | None] = mapped_column(String(64))
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("reports.report_id"), index=True)
    ended_at: Mapped[str | None] = mapped_column(String(32), index=True)
    version: Mapped[int]
    extra: Mapped[str] = mapped_column(Text)


class ReportContact(Base):
    """How to reach whoever sent a report: read by those who may, and deleted some months after the report has ended."""

    __tablename__ = "report_contacts"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.report_id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))


class ReportPhotograph(Base):
    """One photograph of a report or of a draft, re-encoded as JPEG without metadata; at most one of the two owns it.

    `image` is what was sent, re-encoded; `boxes` (JSON: [x, y, width, height] in shares of the picture) are what a
    moderator blacked out, and `redacted` the picture with these boxes drawn in and `thumbnail` the small one made from
    that: both null until it is `approved`, both made again with every change of the boxes.
    """

    __tablename__ = "report_photographs"

    photograph_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.report_id", ondelete="CASCADE"), index=True)
    draft_hash: Mapped[str | None] = mapped_column(ForeignKey("report_drafts.key_hash", ondelete="CASCADE"), index=True)
    added_at: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    image: Mapped[bytes] = mapped_column(LargeBinary)
    boxes: Mapped[str] = mapped_column(Text)
    approved: Mapped[bool]
    redacted: Mapped[bytes | None] = mapped_column(LargeBinary)
    thumbnail: Mapped[bytes | None] = mapped_column(LargeBinary)


class ReportHistory(Base):
    """One step in the history of a report; rows are only ever added.

    `event` is a vocabulary.ReportEvent, `actor` the account that did it, "reporter" or "the service". `message` is what
    the reporter is told and reads on the page of the report, `details` JSON for staff.
    """

    __tablename__ = "report_history"

    step_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.report_id", ondelete="CASCADE"), index=True)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(30))
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)


class ReportSupport(Base):
    """A household that said "I see this too" to a report, by its keyed hash; each counts once."""

    __tablename__ = "report_supports"
    __table_args__ = (UniqueConstraint("report_id", "household"),)

    support_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.report_id", ondelete="CASCADE"), index=True)
    household: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(32))


class ReportDraft(Base):
    """A report that somebody is still writing, by the SHA-256 of the random key in its address; `answers` is JSON."""

    __tablename__ = "report_drafts"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    answers: Mapped[str] = mapped_column(Text)
    began_at: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[str] = mapped_column(String(32), index=True)
    sent_as: Mapped[str | None] = mapped_column(String(60))
