"""Define the tables, split by noun; importing this package makes all of them known."""

from geo_ij.store.models.accounts import Account, RecoveryCode, Session
from geo_ij.store.models.audit import AuditEntry
from geo_ij.store.models.backtests import StoredBackTest
from geo_ij.store.models.base import Base
from geo_ij.store.models.content import ContentVersion
from geo_ij.store.models.gazetteer import GazetteerEntry, GazetteerVersion, OnlineAnswer
from geo_ij.store.models.hotspot_runs import Hotspot, HotspotEvent, HotspotIdentity, HotspotRun
from geo_ij.store.models.incidents import ForceMonth, Incident, StreetPoint
from geo_ij.store.models.locations import KeptLocation
from geo_ij.store.models.mail import ApiKey, IncomingMail, OutgoingMail
from geo_ij.store.models.places import Boundary
from geo_ij.store.models.publication import Snapshot
from geo_ij.store.models.reports import (
    Report,
    ReportContact,
    ReportDraft,
    ReportHistory,
    ReportPhotograph,
    ReportSupport,
)
from geo_ij.store.models.sites import Site
from geo_ij.store.models.work import Work

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "Base",
    "Boundary",
    "ContentVersion",
    "ForceMonth",
    "GazetteerEntry",
    "GazetteerVersion",
    "Hotspot",
    "HotspotEvent",
    "HotspotIdentity",
    "HotspotRun",
    "Incident",
    "IncomingMail",
    "KeptLocation",
    "OnlineAnswer",
    "OutgoingMail",
    "RecoveryCode",
    "Report",
    "ReportContact",
    "ReportDraft",
    "ReportHistory",
    "ReportPhotograph",
    "ReportSupport",
    "Session",
    "Site",
    "Snapshot",
    "StoredBackTest",
    "StreetPoint",
    "Work",
]
