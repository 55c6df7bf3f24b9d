"""Decide, in one table and before any view runs, who may open which staff page; what is not in the table is shut."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, redirect, request, url_for
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from geo_ij.access.permissions import Permission
from geo_ij.services.audit import record_alone
from geo_ij.services.sign_in import SignedIn
from geo_ij.vocabulary import AuditAction
from web.security import is_for_staff
from web.sessions import signed_in, staff_database


class Rule(NamedTuple):
    """What a staff route asks of whoever opens it.

    `permission` None means anyone who is signed in. `reads` names what is read there, for the audit log; None means
    nothing restricted. `exports` says that it leaves as a file. `is_door` is true of the pages by which people sign in,
    which anybody may open, and `while_unready` of those that stay open to somebody who must first change a password or
    add a second factor.
    """

    permission: Permission | None = None
    reads: str | None = None
    exports: bool = False
    is_door: bool = False
    while_unready: bool = False


DOOR = Rule(is_door=True)

RULES: dict[str, Rule] = {
    "staff_sign_in.sign_in": DOOR,
    "staff_sign_in.code": DOOR,
    "staff_work_account.start": DOOR,
    "staff_work_account.answer": DOOR,
    "staff_sign_in.sign_out": Rule(while_unready=True),
    "staff_account.account": Rule(),
    "staff_account.password": Rule(while_unready=True),
    "staff_account.second_factor": Rule(while_unready=True),
    "staff_account.remove_factor": Rule(),
    "staff_account.sign_out_elsewhere": Rule(),
    "staff_start.start": Rule(reads="my patch"),
    "staff_start.choose": Rule(),
    "staff_map.map_page": Rule(Permission.SEE_HOTSPOTS, reads="map"),
    "staff_map.map_file": Rule(Permission.SEE_HOTSPOTS),
    "staff_hotspots.hotspots": Rule(Permission.SEE_HOTSPOTS, reads="hotspots"),
    "staff_hotspots.find": Rule(Permission.FIND_HOTSPOTS),
    "staff_hotspots.hotspots_file": Rule(Permission.EXPORT_HOTSPOTS, reads="hotspots", exports=True),
    "staff_backtest.backtest": Rule(Permission.SEE_HOTSPOTS),
    "staff_backtest.chart": Rule(Permission.SEE_HOTSPOTS),
    "staff_backtest.narrow_chart": Rule(Permission.SEE_HOTSPOTS),
    "staff_sites.sites": Rule(Permission.SEE_SITES, reads="sites"),
    "staff_sites.sites_file": Rule(Permission.EXPORT_SITES, reads="sites", exports=True),
    "staff_ranking.ranking": Rule(Permission.SEE_SITES, reads="ranking"),
    "staff_places.place": Rule(Permission.SEE_HOTSPOTS, reads="place"),
    "staff_by_command.clear_hold_build": Rule(Permission.SEE_PROJECTS),
    "staff_reports.reports": Rule(Permission.SEE_REPORTS, reads="reports"),
    "staff_reports.report": Rule(Permission.SEE_REPORTS, reads="report"),
    "staff_report_steps.take": Rule(Permission.MODERATE_REPORTS),
    "staff_reports.reports_file": Rule(Permission.EXPORT_REPORTS),
    "staff_report_mail.mail": Rule(Permission.MODERATE_REPORTS, reads="e-mails"),
    "staff_report_mail.message": Rule(Permission.MODERATE_REPORTS),
    "staff_report_mail.set_aside": Rule(Permission.MODERATE_REPORTS),
    "staff_concerns.concern": Rule(Permission.NOMINATE_CONCERNS),
    "staff_report_photographs.picture": Rule(Permission.SEE_REPORTS, reads="photograph"),
    "staff_report_photographs.approved_picture": Rule(Permission.SEE_REPORTS, reads="photograph"),
    "staff_report_photographs.check": Rule(Permission.MODERATE_REPORTS),
    "staff_report_photographs.remove": Rule(Permission.MODERATE_REPORTS),
    "staff_by_command.referrals": Rule(Permission.SEE_REFERRALS),
    "staff_by_command.plan": Rule(Permission.SEE_PLAN),
    "staff_by_command.work": Rule(Permission.RECORD_WORK),
    "staff_by_command.imports": Rule(Permission.IMPORT_DATA),
    "staff_local_names.local_names_page": Rule(Permission.MANAGE_PLACES),
    "staff_local_names.add": Rule(Permission.MANAGE_PLACES),
    "staff_local_names.change": Rule(Permission.MANAGE_PLACES),
    "staff_local_names.remove": Rule(Permission.MANAGE_PLACES),
    "staff_local_names.forget": Rule(Permission.MODERATE_REPORTS),
    "staff_users.users": Rule(Permission.MANAGE_USERS, reads="accounts"),
    "staff_users.add": Rule(Permission.MANAGE_USERS),
    "staff_users.change": Rule(Permission.MANAGE_USERS),
    "staff_users.disable": Rule(Permission.MANAGE_USERS),
    "staff_users.enable": Rule(Permission.MANAGE_USERS),
    "staff_users.reset": Rule(Permission.MANAGE_USERS),
    # Reading the log and taking it away are entries that the service makes.
    "staff_audit.audit": Rule(Permission.SEE_AUDIT),
    "staff_audit.audit_file": Rule(Permission.SEE_AUDIT),
}
"""Every route of the staff area, by its endpoint."""


def guard(app: Flask) -> None:
    """Ask the table before every staff request."""
    app.before_request(_let_in)


def _let_in() -> Response | None:
    """Let whoever may in; send a stranger to sign in, and refuse everybody else."""
    rule = RULES.get(request.endpoint or "")
    if not is_for_staff(request) or (rule is not None and rule.is_door):
        return None
    who = signed_in()
    if who is None:
        return _to_sign_in()
    if rule is None and request.endpoint is None:
        return None  # an address that is not there, or a method that it does not take: the router says so
    if rule is None:
        raise Forbidden("Nobody may open this page.")
    if (first := _to_do_first(who)) is not None and not rule.while_unready:
        return redirect(first)
    _check(rule, who)
    return None


def _to_do_first(who: SignedIn) -> str | None:
    """Give where somebody must go before anything else: to a password of their own, then to a second factor."""
    if who.must_change_password:
        return url_for("staff_account.password")
    return url_for("staff_account.second_factor") if who.must_add_second_factor else None


def _check(rule: Rule, who: SignedIn) -> None:
    """Refuse who may not, and note what is about to be read: before it is, so that nothing is ever read unseen."""
    if rule.permission is not None and not who.actor.may(rule.permission):
        record_alone(staff_database(), AuditAction.REFUSED, "page", page=request.path, needs=rule.permission.value)
        raise Forbidden("Your account may not open this page.")
    if rule.reads is not None:
        action = AuditAction.EXPORTED if rule.exports else AuditAction.READ
        record_alone(staff_database(), action, rule.reads, page=_asked())


def _to_sign_in() -> Response:
    """Send a stranger to the sign-in page and back afterwards; a form that was sent is lost, and says so by 401."""
    if request.method not in ("GET", "HEAD"):
        raise Unauthorized("You are not signed in, or were signed out. Sign in and send the form again.")
    return redirect(url_for("staff_sign_in.sign_in", next=_asked()))


def safe_next(text: str) -> str:
    """Give the staff address to go to after signing in: the one that was asked for if it is ours, else the first."""
    parts = urlsplit(text)
    plain = text.isascii() and text.isprintable() and "\\" not in text and len(text) <= 1000
    if plain and not parts.scheme and not parts.netloc and text.startswith("/staff/"):
        return text
    return url_for("staff_start.start")


def _asked() -> str:
    query = request.query_string.decode("ascii", "replace")
    return f"{request.path}?{query}" if query else request.path
