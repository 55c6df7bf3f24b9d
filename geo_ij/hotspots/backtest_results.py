"""Hold what a back-test found, and write it as plain values that can be stored and printed."""

from dataclasses import asdict, dataclass
from typing import Any

from geo_ij.hotspots.resampling import Estimate


@dataclass(frozen=True)
class Score:
    """One method at one share of the ground, pooled over all cut-offs; shares and rates are fractions of 1.

    `ground_share` is the ground that the method had (less than `area_share` where it ran out) and `places` how many
    places that took, both as means over the cut-offs. `pei` is None where nobody could have caught anything,
    `stability` (the Jaccard index of the ground from one month to the next) where there are no two months to compare.
    `default_against` is what the default method caught for each incident that this one caught.
    """

    method: str
    area_share: float
    ground_share: float
    places: float
    hit_rate: Estimate
    pai: Estimate
    pei: Estimate | None
    stability: Estimate | None
    default_against: Estimate | None


@dataclass(frozen=True)
class BestPlaces:
    """The one line that matters: so many best places held this share of the later incidents on that much ground."""

    places: int
    area_share: float
    hit_rate: Estimate


@dataclass(frozen=True)
class CurvePoint:
    """The hit rate at one share of the ground, with its interval."""

    area_share: float
    hit_rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """A method's hit rate against the share of the ground, from the least share to the largest."""

    method: str
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class BackTest:
    """A whole back-test of one force: `cutoffs` and `passed_over` are month numbers, `incidents` those tested on.

    Each cut-off looks back `months` months, of which `known_months` are stored, and ahead `test_months`. An incident
    counts once for each cut-off after which it happened. `attainable` is, for each share of the ground, the hit rate of
    the default method had it known the months that it was tested on.
    """

    default_method: str
    cutoffs: tuple[int, ...]
    known_months: tuple[int, ...]
    passed_over: tuple[int, ...]
    months: int
    test_months: int
    area_m2: float
    incidents: int
    best: BestPlaces
    scores: tuple[Score, ...]
    attainable: tuple[float, ...]
    curves: tuple[Curve, ...]

    @property
    def methods(self) -> list[str]:
        """Name the methods that were tested, in their order."""
        return list(dict.fromkeys(score.method for score in self.scores))

    @property
    def area_shares(self) -> list[float]:
        """List the shares of the ground that were asked for, from the least, as fractions."""
        return sorted({score.area_share for score in self.scores})

    def score(self, method: str, area_share: float) -> Score:
        """Find the score of a method at a share that was asked for."""
        return next(s for s in self.scores if s.method == method and s.area_share == area_share)


def to_plain(found: BackTest) -> dict[str, Any]:
    """Give a back-test as dictionaries, lists and numbers."""
    return asdict(found)


def from_plain(document: dict[str, Any]) -> BackTest:
    """Read what `to_plain` gave, by way of JSON or not."""
    best = document["best"]
    return BackTest(
        **document
        | {name: tuple(document[name]) for name in ("cutoffs", "known_months", "passed_over", "attainable")}
        | {
            "best": BestPlaces(**best | {"hit_rate": Estimate(**best["hit_rate"])}),
            "scores": tuple(_score(row) for row in document["scores"]),
            "curves": tuple(
                Curve(row["method"], tuple(CurvePoint(**point) for point in row["points"]))
                for row in document["curves"]
            ),
        }
    )


def _score(row: dict[str, Any]) -> Score:
    estimates = ("hit_rate", "pai", "pei", "stability", "default_against")
    return Score(**row | {name: None if row[name] is None else Estimate(**row[name]) for name in estimates})
