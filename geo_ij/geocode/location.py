"""Hold what is known of where something is: the point, how far off it may be, and what else it could be."""

from dataclasses import dataclass, field

from geo_ij.vocabulary import LocationStatus, Precision


@dataclass(frozen=True)
class Candidate:
    """One place that the words may mean: a point in metres (EPSG:27700) and how far off it may be.

    `uncertainty_m` is the radius about the point within which the place that is meant lies in 97 of 100 cases, if
    it is this one. `name` says the place in full ("Studfall Avenue, Corby"). `source` names the gazetteer.
    `confidence`, 0 to 1, is how likely it is that this is what was meant.
    """

    easting: float
    northing: float
    uncertainty_m: float
    precision: Precision
    name: str
    source: str
    confidence: float


@dataclass(frozen=True)
class Location:
    """The answer to a place in somebody's words; it is kept with the record for ever.

    `best` is the place when `status` is `matched`, and what lies outside when it is `outside_area` and its point is
    known; else None. `alternatives` are the other candidates, likeliest first. `reason` is one sentence that says
    why: what was understood, or what is missing and what to do.
    """

    text: str
    status: LocationStatus
    reason: str
    best: Candidate | None = None
    alternatives: tuple[Candidate, ...] = field(default=())

    @property
    def needs_review(self) -> bool:
        """Say whether a person should look at it before it counts."""
        if self.status is LocationStatus.MATCHED and self.best is not None:
            return self.best.confidence < SURE_ENOUGH
        return self.status is LocationStatus.AMBIGUOUS


SURE_ENOUGH = 0.7
"""A match with less confidence than this waits for a person."""
