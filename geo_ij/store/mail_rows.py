"""Queue e-mails to be sent, in the transaction of what they tell of."""

from sqlalchemy import Connection, insert

from geo_ij.store.models import OutgoingMail


def queue(
    connection: Connection, *, recipient: str, subject: str, body: str, report_reference: str | None, at: str
) -> int:
    """Add an e-mail to those that are to be sent; give its id."""
    values = {
        "recipient": recipient,
        "subject": subject,
        "body": body,
        "report_reference": report_reference,
        "queued_at": at,
        "tries": 0,
    }
    return int(connection.execute(insert(OutgoingMail).values(values).returning(OutgoingMail.mail_id)).scalar_one())
