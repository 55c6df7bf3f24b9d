"""Say what each kind of issue is called, means and is found by, for programs that let people choose one."""

from typing import Any

from geo_ij.vocabulary import Issue, label

CHANGESET = "2026-11-23"
"""When the list of services last changed."""

GROUP = "Environmental anti-social behaviour"

DESCRIPTIONS: dict[Issue, tuple[str, str]] = {
    Issue.LITTER: ("Rubbish that lies about: cans, wrappers, bottles, takeaway boxes", "litter, rubbish, cans"),
    Issue.FLY_TIPPING: ("Waste that was dumped: bags, furniture, rubble, tyres", "fly-tipping, dumping, waste"),
    Issue.GRAFFITI: ("Writing, tags or drawings on a wall, sign, shelter or bench", "graffiti, tags, spray paint"),
    Issue.FLY_POSTING: ("Posters or stickers where they should not be", "fly-posting, posters, stickers"),
    Issue.OVERGROWN_VEGETATION: (
        "Hedges, brambles or weeds that are in the way or hide something",
        "overgrown, hedge, brambles, weeds",
    ),
    Issue.BROKEN_GLASS: ("Broken glass where people walk or play", "glass, bottles, shards"),
    Issue.DRUG_LITTER: ("Needles, canisters or other things that drug users left", "needles, syringes, canisters"),
    Issue.DOG_FOULING: ("Dog mess that was not picked up", "dog mess, fouling"),
    Issue.DAMAGED_PUBLIC_PROPERTY: (
        "A bench, bin, fence, sign or shelter that was damaged",
        "vandalism, damage, broken bench, broken fence",
    ),
    Issue.NEGLECTED_SPACE: ("A place that nobody seems to look after", "neglected, run down, eyesore"),
    Issue.OTHER: ("Anything else that makes a place look uncared for; never a crime: call 101, or 999", "other"),
}
"""Of each issue what it is, and words that it may be looked for by."""


def service_of(issue: Issue) -> dict[str, Any]:
    """Describe an issue as a service: nothing more is asked of it, and what is sent gets a token first ("batch")."""
    description, keywords = DESCRIPTIONS[issue]
    return {
        "service_code": issue.value,
        "service_name": label(issue),
        "description": description,
        "metadata": False,
        "type": "batch",
        "keywords": keywords,
        "group": GROUP,
    }
