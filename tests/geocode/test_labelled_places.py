"""The geocoder keeps what it promises on places as people write them, by the real open data of the county."""

from pathlib import Path

import pytest

from geo_ij.geocode.scoring import EXACT_PRECISIONS
from geo_ij.services.score_geocoder import GeocoderScore, score_geocoder
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision

SETS = ("labelled_places.csv", "held_out_places.csv", "acceptance_places.csv")


@pytest.fixture(scope="module", params=SETS)
def result(county: tuple[Database, Settings], request: pytest.FixtureRequest) -> GeocoderScore:
    """Score the geocoder on one set of texts."""
    database, settings = county
    return score_geocoder(database, Path(__file__).with_name(request.param), settings=settings)


def test_nearly_all_answers_are_right(result: GeocoderScore) -> None:
    wrong = [(one.labelled.text, one.location.reason) for one in result.scored if not one.is_right]
    assert result.score.texts >= 150
    assert result.score.right >= 0.97, wrong


def test_hardly_any_wrong_place_is_accepted(result: GeocoderScore) -> None:
    wrong = [(one.labelled.text, one.location.reason) for one in result.scored if one.is_wrong_in_silence]
    assert result.score.wrong_in_silence <= 0.01, wrong


def test_no_kind_of_text_is_bad(result: GeocoderScore) -> None:
    assert len(result.score.by_kind) >= 15
    bad = {kind: right for kind, (right, _) in result.score.by_kind.items() if right < 0.8}
    assert bad == {}


def test_places_lie_within_the_uncertainty_that_is_said(result: GeocoderScore) -> None:
    covered = [
        one.is_covered
        for one in result.scored
        if one.is_covered is not None and one.location.best and one.location.best.precision in EXACT_PRECISIONS
    ]
    assert len(covered) >= 100
    assert sum(covered) / len(covered) >= 0.97


@pytest.mark.parametrize(
    ("precision", "most"),
    [
        (Precision.COORDINATE, 30), (Precision.GRID_REFERENCE, 80), (Precision.POSTCODE, 80), (Precision.STOP, 100),
        (Precision.JUNCTION, 100), (Precision.STREET, 150), (Precision.PLACE, 560),
    ],
)  # fmt: skip
def test_the_uncertainty_that_is_said_is_tight(result: GeocoderScore, precision: Precision, most: float) -> None:
    assert 0 < result.score.medians[precision.value] <= most


def test_every_answer_is_consistent(result: GeocoderScore) -> None:
    for one in result.scored:
        location = one.location
        if location.status is LocationStatus.MATCHED:
            assert location.best is not None
            assert 0 < location.best.confidence <= 1
            assert location.best.uncertainty_m > 0
        elif location.status is not LocationStatus.OUTSIDE_AREA:
            assert location.best is None
        assert location.reason.endswith((".", "?")), location
        assert location.status is not LocationStatus.AMBIGUOUS or location.alternatives
