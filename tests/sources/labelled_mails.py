"""Make and read e-mails for tests, and the labelled ones beside this file."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from geo_ij.sources.report_email import ReadMail, read_mail
from geo_ij.vocabulary import MailState

MAILS = Path(__file__).parent / "mails"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FIRST = "What is the issue and where?"
SECOND = (
    "What kinds of reparative activities would you like Northamptonshire Police to consider implementing? For example, "
    "litter picking, rubbish clearance or maintenance of community areas"
)


def message(text: str = "Litter on Gold Street, Kettering", **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {"From": "A resident <resident@example.org>", "Subject": "Community Justice"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        made[name] = value
    made.set_content(text)
    return made


def read(made: EmailMessage | bytes) -> ReadMail:
    return read_mail(made if isinstance(made, bytes) else made.as_bytes(), now=NOW)


def taken(made: EmailMessage | bytes) -> ReadMail:
    found = read(made)
    assert found.state is MailState.TAKEN, found.reason
    assert found.sent is not None
    return found


def labelled(folder: Path) -> Iterator[tuple[dict[str, str], ReadMail]]:
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row, read((folder / row["file"]).read_bytes())


def count_right(folder: Path) -> Counter[str]:
    """Count what is read as its label says: issues and activities in full, and the place among the words chosen."""
    right: Counter[str] = Counter()
    for row, found in labelled(folder):
        right["all"] += 1
        right["state"] += found.state == row["state"]
        if row["state"] != "taken":
            continue
        right["reports"] += 1
        if found.sent is None:
            continue
        right["issues"] += set(found.sent.issues) == set(row["issues"].split(";"))
        right["activities"] += set(found.sent.activities) == set(filter(None, row["activities"].split(";")))
        right["place"] += row["place"] in found.sent.place_text
    print(folder.name, dict(right))  # noqa: T201  # the figures of the documentation
    return right
