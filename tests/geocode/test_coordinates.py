"""A point in figures is found again however people write it, within the uncertainty that the writing allows."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.coordinates import LEAST_UNCERTAINTY_M, Coordinate, find_coordinates
from geo_ij.projection import to_degrees, to_metres
from geo_ij.vocabulary import Precision

EASTINGS, NORTHINGS = st.floats(440_000, 520_000), st.floats(230_000, 300_000)
MIDDLE = (480_000.0, 265_000.0)


def plus_code(latitude: float, longitude: float, length: int) -> str:
    """Write a code by whole numbers, as the specification does: five pairs to the base of 20, then cells of 5 by 4."""
    digits = "23456789CFGHJMPQRVWX"
    up, right = math.floor((latitude + 90) * 8000 * 5), math.floor((longitude + 180) * 8000 * 4)
    cell = digits[up % 5 * 4 + right % 4]
    up, right, code = up // 5, right // 4, ""
    for _ in range(5):
        code = digits[up % 20] + digits[right % 20] + code
        up, right = up // 20, right // 20
    return f"{code[:8]}+{code[8:]}{cell if length > 10 else ''}"


def degrees(easting: float, northing: float) -> tuple[float, float]:
    """Give latitude and longitude."""
    longitude, latitude = to_degrees(easting, northing)
    return float(latitude), float(longitude)


def sexagesimal(value: float, places: int) -> tuple[int, int, float]:
    seconds = round(abs(value) * 3600, places)
    return int(seconds // 3600), int(seconds % 3600 // 60), round(seconds % 60, places)


def ends(latitude: float, longitude: float) -> tuple[str, str]:
    return "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"


def only(text: str, middle: tuple[float, float] | None = MIDDLE) -> Coordinate:
    (found,) = find_coordinates(text, middle=middle)
    return found


def off_by(found: Coordinate, easting: float, northing: float) -> float:
    assert found.easting is not None
    assert found.northing is not None
    return math.hypot(found.easting - easting, found.northing - northing)


WAYS: dict[str, Callable[[float, float], str]] = {
    "pair": lambda lat, lon: f"{lat:.5f}, {lon:.5f}",
    "pair without comma": lambda lat, lon: f"{lat:.5f} {lon:.5f}",
    "in brackets in a sentence": lambda lat, lon: f"rubbish at ({lat:.5f},{lon:.5f}) by the gate",
    "longitude first": lambda lat, lon: f"{lon:.5f}, {lat:.5f}",
    "named": lambda lat, lon: f"lat: {lat:.5f} long: {lon:.5f}",
    "a long minus": lambda lat, lon: f"{lat:.5f}, {lon:.5f}".replace("-", "\u2212"),
    "letters behind": lambda lat, lon: f"{abs(lat):.5f}{ends(lat, lon)[0]} {abs(lon):.5f}{ends(lat, lon)[1]}",
    "letters before": lambda lat, lon: f"{ends(lat, lon)[0]}{abs(lat):.5f} {ends(lat, lon)[1]}{abs(lon):.5f}",
    "letters and longitude first": lambda lat, lon: (
        f"{abs(lon):.5f}{ends(lat, lon)[1]}, {abs(lat):.5f}{ends(lat, lon)[0]}"
    ),
    "degree signs": lambda lat, lon: f"{abs(lat):.5f}°{ends(lat, lon)[0]} {abs(lon):.5f}°{ends(lat, lon)[1]}",
    "minutes and seconds": lambda lat, lon: (
        "{}°{}'{:.1f}\"".format(*sexagesimal(lat, 1))
        + ends(lat, lon)[0]
        + " {}°{}'{:.1f}\"".format(*sexagesimal(lon, 1))
        + ends(lat, lon)[1]
    ),
    "whole seconds without signs": lambda lat, lon: (
        f"{ends(lat, lon)[0]} "
        + "{} {} {:.0f}".format(*sexagesimal(lat, 0))
        + f", {ends(lat, lon)[1]} "
        + "{} {} {:.0f}".format(*sexagesimal(lon, 0))
    ),
    "map at": lambda lat, lon: f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},17z",
    "map query": lambda lat, lon: f"https://maps.google.com/?q={lat:.6f},{lon:.6f}",
    "map query coded": lambda lat, lon: f"https://maps.apple.com/?ll={lat:.6f}%2C{lon:.6f}",
    "map of OpenStreetMap": lambda lat, lon: f"https://www.openstreetmap.org/#map=18/{lat:.5f}/{lon:.5f}",
    "marker of OpenStreetMap": lambda lat, lon: f"https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}",
    "geo link": lambda lat, lon: f"geo:{lat:.6f},{lon:.6f}",
    "full plus code": lambda lat, lon: plus_code(lat, lon, 10),
    "plus code of eleven": lambda lat, lon: plus_code(lat, lon, 11).lower(),
}
"""Ways to write degrees; each way is exact to about ten metres, or says that it is not."""


@pytest.mark.parametrize("way", WAYS)
@given(easting=EASTINGS, northing=NORTHINGS)
def test_degrees_are_found_again(way: str, easting: float, northing: float) -> None:
    text = WAYS[way](*degrees(easting, northing))
    found = only(text)
    assert found.precision is Precision.COORDINATE
    assert LEAST_UNCERTAINTY_M <= found.uncertainty_m <= 50
    assert off_by(found, easting, northing) <= found.uncertainty_m


@given(easting=EASTINGS, northing=NORTHINGS, places=st.integers(2, 8))
def test_fewer_decimals_make_it_less_certain(easting: float, northing: float, places: int) -> None:
    latitude, longitude = degrees(easting, northing)
    found = only(f"{latitude:.{places}f}, {longitude:.{places}f}")
    assert off_by(found, easting, northing) <= found.uncertainty_m
    # Half a unit of the last figure, on the diagonal: 0.005 degrees of latitude are 555 m.
    expected = max(LEAST_UNCERTAINTY_M, 0.5 * 10**-places * 111_000 * math.sqrt(2))
    assert found.uncertainty_m == pytest.approx(expected)


@given(easting=EASTINGS, northing=NORTHINGS)
def test_a_short_plus_code_is_read_from_the_middle(easting: float, northing: float) -> None:
    latitude, longitude = degrees(easting, northing)
    full = plus_code(latitude, longitude, 10)
    short = full[4:]
    # Half a degree is what a short code reaches: the county lies within it.
    found = only(f"{short} by the bins", middle=(easting + 5_000, northing - 5_000))
    assert off_by(found, easting, northing) <= found.uncertainty_m
    assert find_coordinates(short, middle=None) == []


@pytest.mark.parametrize("digits", [2, 3, 4, 5])
@pytest.mark.parametrize("form", ["{0} {1} {2}", "{0}{1}{2}", "{0}{1} {2}", "{0} {1}{2}", "at {0} {1} {2} by the lake"])
@given(easting=EASTINGS, northing=st.floats(230_000, 299_000))
def test_grid_references_of_every_length_are_found_again(
    form: str, digits: int, easting: float, northing: float
) -> None:
    square = "SP" if easting < 500_000 else "TL"
    cut = 10 ** (5 - digits)
    east, north = (f"{int(value % 100_000) // cut:0{digits}d}" for value in (easting, northing))
    found = only(form.format(square, east, north))
    assert found.precision is Precision.GRID_REFERENCE
    assert found.uncertainty_m == pytest.approx(max(LEAST_UNCERTAINTY_M, cut / 2 * math.sqrt(2)))
    assert off_by(found, easting, northing) <= found.uncertainty_m + 1e-6
    assert found == only(form.format(square.lower(), east, north))._replace(written=found.written)


@pytest.mark.parametrize(
    ("reference", "easting", "northing"),
    [
        ("SP 8701 7853", 487_015, 278_535),
        ("TL 0418 8810", 504_185, 288_105),
        ("SV 9000 1000", 90_005, 10_005),  # the Isles of Scilly
        ("HP 6000 1000", 460_005, 1_210_005),  # Unst
        ("TG 5000 1000", 650_005, 310_005),  # Great Yarmouth
        ("NT 2500 7400", 325_005, 674_005),  # Edinburgh
        ("ST 590 730", 359_050, 173_050),  # Bristol
    ],
)
def test_squares_of_the_national_grid(reference: str, easting: float, northing: float) -> None:
    found = only(reference)
    assert (found.easting, found.northing) == (easting, northing)


@pytest.mark.parametrize("text", ["XX 1234 5678", "SP 123 45", "SP 123", "ZZ 12 34", "SP 12345", "AA 1234 5678"])
def test_squares_that_are_none_are_not_read(text: str) -> None:
    assert find_coordinates(text, middle=MIDDLE) == []


@pytest.mark.parametrize(
    "text",
    [
        "487010,278530", "487010 278530", "E 487010 N 278530", "easting 487010 northing 278530",
        "easting: 487010, northing: 278530", "E487010 N278530", "487010.0, 278530.0", "at 487010/278530 by the lake",
    ],
)  # fmt: skip
def test_eastings_and_northings_in_metres(text: str) -> None:
    found = only(text)
    assert (found.easting, found.northing, found.uncertainty_m) == (487_010, 278_530, LEAST_UNCERTAINTY_M)


def test_both_orders_of_degrees_are_one_point_and_the_wrong_one_is_said() -> None:
    right, wrong = only("52.38666, -0.7219"), only("-0.7219, 52.38666")
    assert wrong[:4] == right[:4]
    assert right.note == ""
    assert "other way round" in wrong.note
    assert only("0.7219W, 52.38666N").note == "", "the letters say which is which"


@pytest.mark.parametrize("text", ["48.8566, 2.3522", "52.5201, 13.4050", "0.0001, 0.0001", "-33.8688, 151.2093"])
def test_a_point_abroad_has_no_metres(text: str) -> None:
    found = only(text)
    assert (found.easting, found.northing) == (None, None)


def test_a_telephone_in_the_sea_is_a_point_all_the_same() -> None:
    found = only("52.5000, 1.8900")  # east of Lowestoft
    easting, northing = to_metres(1.89, 52.5)
    assert off_by(found, float(easting), float(northing)) < 1


@pytest.mark.parametrize(
    "text",
    [
        "between 18.30 and 19.30 on Mill Road",
        "it cost 50.00, 75.00 to clear",
        "at no 12 14 Mill Road",
        "No 12, 14 and 16",
        "on Gold St 2025",
        "GOLD ST 2025",
        "so 10 12 of them",
        "ring 01536 410000",
        "ring 07912 345678, 07912 345679",
        "20 or 30 people since 2024",
        "12/03/2025 14:30",
        "bus 12 34 56",
        "SP 87",
        "NN15 6DP",
        "1 2 3 4 5 6",
    ],
)
def test_other_figures_are_no_coordinates(text: str) -> None:
    assert find_coordinates(text, middle=MIDDLE) == []


@pytest.mark.parametrize(
    "text",
    [
        "52 14 25." + "1" * 1_900 + "N 0 54 9.7W",
        "52." + "3" * 1_900 + ", -0.7219",
        "9" * 2_000,
        "52.38666,-0.7219 " * 100,
        "SP 8701 7853 " * 100,
        "9C4X9RMP+CQ " * 100,
        "XXXXXXXX+XX",
        "° ' \" N W °",
        "\u0665\u0662.\u0663\u0668\u0666, -\u0660.\u0667\u0662\u0661",  # 52.386, -0.721 in Arabic figures
    ],
)
def test_long_and_odd_figures_do_no_harm(text: str) -> None:
    for found in find_coordinates(text, middle=MIDDLE):
        assert math.isfinite(found.uncertainty_m)
        assert found.uncertainty_m >= LEAST_UNCERTAINTY_M


@given(st.text(st.sampled_from("0123456789.,-+°'\"NSEWnsew @=&SPTLXCQ/ \n"), max_size=120))
def test_no_figures_raise_an_error(text: str) -> None:
    for found in find_coordinates(text, middle=MIDDLE):
        assert (found.easting is None) == (found.northing is None)
        assert math.isfinite(found.uncertainty_m)
