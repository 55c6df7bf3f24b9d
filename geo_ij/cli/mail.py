"""Send the e-mails that wait, and list them."""

from dataclasses import asdict

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import mail
from geo_ij.geocode.text import clean
from geo_ij.services.deliver_mail import MOST_TRIES, deliver_mail, waiting_mail
from geo_ij.store.mail_rows import MailRow
from geo_ij.wiring import Wiring


@edge.command(mail, "deliver")
@edge.json_option
@click.pass_obj
def deliver(wiring: Wiring, as_json: bool) -> None:
    """Send the e-mails that wait; geo-ij serve does so by itself."""
    done = deliver_mail(wiring.database, settings=wiring.settings)
    lines = [f"Sent {edge.counted(done.sent, 'e-mail')} to {done.to}."] if done.to else ["No e-mail is due."]
    if done.refused:
        lines.append(f"{edge.counted(done.refused, 'e-mail')} refused for now: tried again later.")
    if done.given_up:
        lines.append(f"{edge.counted(done.given_up, 'e-mail')} given up: geo-ij mail list says why.")
    edge.report(asdict(done), lines, as_json=as_json)


@edge.command(mail, "list")
@edge.json_option
@click.pass_obj
def list_mail(wiring: Wiring, as_json: bool) -> None:
    """List the e-mails that are not sent, with why."""
    found = waiting_mail(wiring.database)
    document = [{name: value for name, value in row._asdict().items() if name != "body"} for row in found]
    edge.report({"waiting": document}, _lines(found), as_json=as_json)


def _lines(found: list[MailRow]) -> list[str]:
    if not found:
        return ["No e-mail waits to be sent."]
    lines = [f"{edge.counted(len(found), 'e-mail')} not sent."]
    for row in found:
        # Addresses and subjects come from outside: nothing in them may steer the terminal.
        lines += ["", " ".join(clean(f"{row.mail_id}  to {row.recipient}: {row.subject}").split())]
        state = "given up" if row.tries >= MOST_TRIES else f"tried {edge.counted(row.tries, 'time')}"
        lines.append(f"    queued {row.queued_at}; {state if row.tries else 'not tried yet'}")
        if row.fault:
            lines.append(f"    {' '.join(clean(row.fault).split())}")
    return lines
