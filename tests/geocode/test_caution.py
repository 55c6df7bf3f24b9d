"""The geocoder would rather ask: texts in which names mislead are not taken for the place without a person's look.

The texts are of the real county, and were found by people who tried to mislead it.
"""

import pytest

from geo_ij.services.geocoder import PlaceFinder
from geo_ij.vocabulary import LocationStatus

MISLEADING = [
    "Eastfield Park, Wellingborough", "Lodge Park, Daventry", "Dallington, Corby",  # suburbs of other towns
    "between Rothwell and Desborough", "Oundle and Thrapston", "Raunds / Stanwick", "Burton Latimer to Finedon",
    "Mr Weston, Corby", "PC Rothwell reports litter in Corby", "Mr Studfall, Corby",  # people
    "nn1 1 bag dumped", "NN1 6 bed", "NN17 1 man drinking", "NN15 ABC",  # no postcodes
    "Whitefriars Road, Rushden", "Horsemarket Close, Northampton", "Delapre Crescent Court, Northampton",
    "kendrick close", "Hatfield Crescent", "Chudleigh Close",  # streets of other counties
    "Ursuline Rise, Kettering", "Derwent Rise, Northampton", "Minerva Walk",  # another type is another street
    "parked up", "Old man fell over", "Kings Wood", "Welland Park",
    "not Wicksteed Park, the road behind it", "Studfall Avenue, not Corby", "500m from Mill Road, Kettering",
    "3 miles north of Oundle", "Pulteney, Daventry", "Dingley Parva",
    "tel 480270 290011", "invoice 485000/283000", "PCSO SP 7560", "HP 5040 printer dumped in Corby",
    "Carlsberg brewery", "Golf Club", "Old Post Office", "A6003 Kettering", "A14 at Thrapston", "Tesco, Daventry",
    "behind Tesco", "rubbish in the hedges", "by the big tree near the old chippy", "the George, Desborough",
    "Broughton, Scunthorpe", "Broughton, Milton Keynes", "Middleton, Manchester", "Wootton, Bedford", "Newton, Rugby",
    "Moulton, Lincs", "Great Oakley, Essex", "High Street, Moulton, Lincolnshire", "Church Lane, Middleton, Manchester",
    "Brackley, Buckinghamshire", "Lee Finedon", "Chester Moulton", "Mount Pleasant", "Mount Pleasant Rec",
]  # fmt: skip


@pytest.mark.parametrize("text", MISLEADING)
def test_a_misleading_text_is_not_taken_for_a_place_unseen(county_finder: PlaceFinder, text: str) -> None:
    location = county_finder.locate(text)
    assert location.status is not LocationStatus.MATCHED or location.needs_review, location


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wellingborough Road, Northampton, near the Abington park", "Abington Park (bus stop), Wellingborough Road"),
        ("behind the shops on Studfall Avenue, Corby", "Studfall Avenue, Corby"),
        ("Kettering High Street", "High Street, Kettering"),
        ("the drapery, northampton", "Drapery, Northampton"),
        ("Naseby, Northampton", "Naseby"),
        ("Oundle, Peterborough", "Oundle"),
        ("Aynho, Banbury", "Aynho"),
        ("o/s 14 St Marys Rd, Kettering", "St Mary's Road, Kettering"),
        ("flat 2 e 14 St Marys Rd, Kettering", "St Mary's Road, Kettering"),
        ("Rokingham Rd, Corby", "Rockingham Road, Corby"),
    ],
)
def test_caution_does_not_lose_what_is_plain(county_finder: PlaceFinder, text: str, name: str) -> None:
    location = county_finder.locate(text)
    assert location.status is LocationStatus.MATCHED, location
    assert location.best is not None
    assert location.best.name.startswith(name)


def test_a_village_near_its_post_town_needs_no_look(county_finder: PlaceFinder) -> None:
    assert not county_finder.locate("Broughton, Kettering").needs_review


@pytest.mark.parametrize("text", ["Broughton, Scunthorpe", "Moulton, Lincolnshire", "Great Oakley, Essex"])
def test_a_far_town_or_county_behind_a_village_puts_it_outside(county_finder: PlaceFinder, text: str) -> None:
    assert county_finder.locate(text).status is LocationStatus.OUTSIDE_AREA


def test_a_letter_that_the_index_does_not_know_is_no_fault(county_finder: PlaceFinder) -> None:
    assert county_finder.locate("zork\u19b0ble").status is LocationStatus.NOT_FOUND


def test_the_largest_towns_are_offered_first(county_finder: PlaceFinder) -> None:
    location = county_finder.locate("High Street")
    assert location.status is LocationStatus.AMBIGUOUS
    names = [candidate.name for candidate in location.alternatives]
    assert any(name.endswith(("Northampton", "Kettering", "Corby", "Wellingborough")) for name in names[:3])
