"""Let words of a report be remembered, as a decision does."""

from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.kept_locations import keep_location
from geo_ij.services.review_locations import decide_location
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision

WORDS = "By the bandstand, Kettering"
KETTERING, NORTHAMPTON = (486_650.0, 278_650.0), (475_300.0, 260_500.0)
SQUARE = Candidate(476_000.0, 260_600.0, 90.0, Precision.STREET, "High Street, Northampton", "police", 0.5)


def remember_words(
    database: Database,
    words: str = WORDS,
    *,
    at: tuple[float, float] = KETTERING,
    reference: str = "WORDS-1",
    settings: Settings | None = None,
) -> int:
    """Decide where the words of a report are, and that they are found there from now on; give the location's id."""
    with database.write() as connection:
        location_id = keep_location(
            connection,
            Location(words, LocationStatus.NOT_FOUND, "Unknown."),
            subject_kind="report",
            subject_reference=reference,
        )
    decide_location(database, location_id, settings=settings or read_settings({}), point=at)
    return location_id


def leave_unsure(database: Database, reference: str, words: str = "High Street") -> None:
    """Let the place of a report wait for a person, who may choose between two."""
    best = Candidate(*KETTERING, 90.0, Precision.STREET, "High Street, Kettering", "police", 0.5)
    reason = "High Street is in 16 places: say which town or village."
    location = Location(words, LocationStatus.AMBIGUOUS, reason, None, (best, SQUARE))
    with database.write() as connection:
        keep_location(connection, location, subject_kind="report", subject_reference=reference)
