"""Let nobody have the service write again and again to an address that may be somebody else's."""

import datetime as dt

from sqlalchemy import Connection

from geo_ij.services.kept_locations import moment
from geo_ij.settings import Settings
from geo_ij.store import mail_rows

WITHIN = dt.timedelta(days=1)


def may_write(connection: Connection, recipient: str, *, settings: Settings, at: str) -> bool:
    """Say whether one more letter that anybody outside can cause may go to an address; `at` is now (ISO 8601, UTC).

    What counts are the letters of a day, whichever they were. What staff send is not asked about here.
    """
    since = moment(dt.datetime.fromisoformat(at) - WITHIN)
    mail_rows.one_at_a_time(connection, recipient)
    return mail_rows.count_to(connection, recipient, since=since) < settings.letters_an_address_a_day
