"""Hold the other words of the invented reports: of places, of what must be noticed, of what officers name."""

ACTIVITIES = {
    "litter": "litter_picking", "fly_tipping": "rubbish_clearance", "graffiti": "graffiti_removal",
    "overgrown_vegetation": "vegetation_clearance", "broken_glass": "street_cleaning", "drug_litter": "litter_picking",
    "dog_fouling": "street_cleaning", "damaged_public_property": "minor_repairs",
    "neglected_space": "community_area_maintenance", "fly_posting": "fly_posting_removal", "other": "other",
}  # fmt: skip
"""What people ask for where they see an issue."""

PLACES = (
    "{street}, {town}", "{street}, {town}", "near {street}, {town}", "{street} in {town}", "off {street}, {town}",
    "junction of {street} and {other}, {town}", "behind the garages, {street}, {town}",
    "the footpath at the end of {street}, {town}", "{street} {town}", "green next to {street}, {town}",
)  # fmt: skip
"""How people say where it is."""

VAGUE_PLACES = ("the park", "down by the brook", "behind the shops", "the alley near ours", "usual place by the school")

PARK_PLACES = (
    "Spring Rise Park, Kettering", "Spring Rise Park", "the park at Spring Rise, Kettering",
    "Spring Rise park by the swings, Kettering", "spring rise rec, kettering",
)  # fmt: skip

URGENT = (
    "There is a fire in the bin shelter right now.", "A man with a knife was by the benches when I came past.",
    "Drug dealing in the car park every evening, you can see it from the window.",
    "A little girl is here on her own every night until late and looks neglected.",
)  # fmt: skip
"""What staff must be told of at once."""

PRIVATE = (
    "Ring me on 01632 960{number} if you need to know more.", "My mobile is 07700 900{number}.",
    "A grey van, AB99 XY{letter}, was parked next to it.", "Write to neighbour-{number}@example.org, she saw it too.",
)  # fmt: skip
"""What must be masked: numbers kept free for plays, a plate that nobody has, an address that does not exist."""

UNSUITABLE = (
    "My neighbour's wheelie bin is always on the pavement.", "When will the bypass be built?",
    "The parking in our road is dreadful.", "Please send someone to do my garden.",
)  # fmt: skip

POLICE_CHANNEL = (
    "Cars stop for a minute, a lad hands something in and they drive off. Drug dealing if you ask me.",
    "Someone smashed the window of a parked car last night and went through the glove box.",
    "Two men were fighting, one of them had a knife.",
    "They set fire to a bin, the fire brigade came, and I know who it was.",
)  # fmt: skip
"""What is not for this service: those who wrote it were told whom to ring."""

CONCERNS = (
    ("Officers are called here most weekends; clearing the sight lines would help.", "overgrown_vegetation"),
    ("Groups gather behind the units. Cutting back would take away the cover.", "overgrown_vegetation"),
    ("Persistent littering and noise after closing time; a visible clean-up is wanted.", "litter"),
    ("Residents raise this at every beat surgery.", "neglected_space"),
    ("Damage to the shelter three times in the last quarter.", "damaged_public_property"),
    ("Priority of the neighbourhood team for this quarter.", "neglected_space"),
    ("Same tag on about twenty surfaces; the owner of the wall agrees to have it cleaned.", "graffiti"),
    ("Street drinkers use the benches. Bottles left most mornings.", "broken_glass"),
    ("Problem-solving plan open. Council will collect whatever is bagged.", "fly_tipping"),
    ("Canisters found on three patrols. Lighting has been asked for separately.", "drug_litter"),
    ("Shop staff report nuisance in the evenings; the planters in front are a tip.", "neglected_space"),
    ("Ward councillors asked for this at the last meeting.", "litter"),
)  # fmt: skip
"""What officers say of an area of concern, and the issue."""

SENDERS = ("Resident", "Dog walker", "Parent", "Shopkeeper", "Park volunteer", "Allotment holder", "School caretaker")
"""What people call themselves: none of them is anybody."""


def filled(text: str, **words: str) -> str:
    """Put words where their names stand in braces."""
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
