"""Check what somebody sent as a report, part by part, so that every fault is said at once and in plain words."""

import hashlib
import unicodedata
from dataclasses import replace

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from geo_ij.errors import InputError
from geo_ij.sources.sent_report import (
    LONGEST_ACTIVITY_TEXT,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_PLACE,
    Contact,
    SentReport,
)

REGION = "GB"


def checked(sent: SentReport) -> SentReport:
    """Give the report with its words cleaned. Raises InputError with the fault of each field.

    The fields are issues, description, place, activity_text, contact_name, contact_email and contact_phone. Words stay
    as they were typed, whatever they hold: whoever shows them escapes them.
    """
    faults: dict[str, str] = {}
    if not sent.issues:
        faults["issues"] = "Select what the issue is"
    words = {
        "description": (sent.description, LONGEST_DESCRIPTION, "The description"),
        "place_text": (sent.place_text, LONGEST_PLACE, "The place"),
        "activity_text": (sent.activity_text, LONGEST_ACTIVITY_TEXT, "What you would like done"),
    }
    kept = {}
    for name, (text, longest, called) in words.items():
        kept[name] = plain_words(text)
        if len(kept[name]) > longest:
            field = "place" if name == "place_text" else name
            faults[field] = f"{called} must be {longest:,} characters or fewer"
    if not kept["place_text"] and sent.point is None:
        faults.setdefault("place", "Say where it is")
    contact = _contact(sent.contact, faults) if sent.contact is not None else None
    if sent.wants_updates and (contact is None or contact.email is None):
        faults.setdefault("contact_email", "Enter an e-mail address, so that we can tell you what was done")
    if faults:
        raise InputError(faults)
    return replace(
        sent,
        description=kept["description"],
        place_text=kept["place_text"],
        activity_text=kept["activity_text"],
        contact=contact,
        household=household_of(contact) or sent.household,
    )


def plain_words(text: str) -> str:
    """Leave out what no keyboard writes: control characters, invisible marks, more than one empty line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    visible = ["".join(letter if _is_seen(letter) else "" for letter in line) for line in lines]
    single = [" ".join(line.split()) for line in visible]
    kept: list[str] = []
    for line in single:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def household_of(contact: Contact | None) -> str | None:
    """Give what reports with one address or telephone number have in common, or None without either."""
    said = None if contact is None else contact.email or contact.phone
    return None if said is None else hashlib.sha256(f"contact {said.casefold()}".encode()).hexdigest()


def _is_seen(letter: str) -> bool:
    # A zero-width joiner holds together letters of some scripts and pictures; it hides nothing.
    return letter in {"\t", "\u200d"} or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _contact(contact: Contact, faults: dict[str, str]) -> Contact | None:
    name = plain_words(contact.name or "").replace("\n", " ")
    if len(name) > LONGEST_NAME:
        faults["contact_name"] = f"Your name must be {LONGEST_NAME} characters or fewer"
    email = (contact.email or "").strip()
    if email:
        try:
            email = validate_email(email, check_deliverability=False).normalized
        except EmailNotValidError:
            faults["contact_email"] = "Enter an e-mail address in the correct format, like name@example.com"
    phone = plain_words(contact.phone or "").replace("\n", " ")
    if phone:
        phone = _phone(phone, faults)
    found = Contact(name or None, email or None, phone or None)
    return found if any((found.name, found.email, found.phone)) else None


def _phone(text: str, faults: dict[str, str]) -> str:
    try:
        number = phonenumbers.parse(text, REGION) if len(text) <= LONGEST_PHONE else None
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        faults["contact_phone"] = "Enter a telephone number, like 01536 000 000 or +44 808 157 0192"
        return text
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
