"""Hold the words from which the invented reports are put together."""

ISSUES: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "litter": (
        30,
        (
            "Cans and takeaway boxes all over the grass.", "There is litter again, mostly bottles and crisp packets.",
            "Rubbish has blown all along the hedge.", "The bins overflow and everything ends up on the path.",
            "Wrappers, cups and vapes everywhere.", "Bags of food waste left next to the bin.",
            "It looks a mess after every weekend.", "rubbish everywhere again",
        ),
        (
            "About two bin bags full I would say.", "I pick some up on my walk but there is always more.",
            "The wind carries it into the gardens.", "It gathers by the fence where the mower never gets.",
            "There used to be a bin here.", "Worst on a Saturday and Sunday morning.",
        ),
    ),
    "fly_tipping": (
        11,
        (
            "A mattress and two armchairs have been dumped.", "Someone has left builders' rubble in sacks.",
            "Black bags, a fridge door and a broken wardrobe dumped.", "Old carpet and underlay thrown over the wall.",
            "Tyres dumped, I counted seven.", "More bags are added to the pile every few days.",
        ),
        (
            "It has been there for over a week.", "Nobody seems to know whose land it is.",
            "Foxes have opened the bags.", "The path is half blocked by it.",
        ),
    ),
    "graffiti": (
        14,
        (
            "Large tags in silver paint along the wall.", "The whole shelter is covered in marker pen.",
            "New tags on the electricity box.", "Spray paint on the underpass, both sides.",
            "Scribbles all over the play equipment.", "Someone has painted over the mural.",
        ),
        (
            "It was only cleaned in spring.", "Some of the words are not fit for children to read.",
            "The same tag is on four lamp posts along the road.", "It makes the place feel uncared for.",
        ),
    ),
    "overgrown_vegetation": (
        12,
        (
            "Brambles have grown right across the path.", "The hedge is so far out that a pushchair does not get past.",
            "Nettles up to my shoulders on both sides.", "Ivy has pulled the fence down.",
            "The bushes hide the street light, it is dark by five.", "Weeds all along the kerb and the drains.",
        ),
        (
            "We walk in the road to get round it.", "A wheelchair cannot pass at all.",
            "Cutting it back would open the view from the houses.", "Last cut two summers ago, if I remember rightly.",
        ),
    ),
    "broken_glass": (
        7,
        (
            "Broken bottles on the path.", "Smashed glass under the benches.", "Glass all over the basketball court.",
            "The panel of the bus shelter is in pieces on the ground.",
        ),
        (
            "My dog cut a paw on it.", "Barefoot toddlers play a few metres away.",
            "I swept up the worst of it myself.",
        ),
    ),
    "drug_litter": (
        5,
        (
            "Little silver canisters and balloons by the wall.", "Foil, small bags and burnt spoons behind the bench.",
            "Dozens of gas canisters in the grass.", "Used needles under the hedge, at least three.",
        ),
        (
            "I did not touch anything.", "Children cut through here on the way to school.",
            "It is always the same corner.",
        ),
    ),
    "dog_fouling": (
        7,
        (
            "Dog mess every few steps.", "Bags of dog mess hang in the trees.",
            "Nobody cleans up after their dogs here.",
        ),
        (
            "The nearest bin is a long way off.", "The football team had to clear the pitch first.",
            "Worse since the nights drew in.",
        ),
    ),
    "damaged_public_property": (
        8,
        (
            "Two slats of the bench are missing.", "The gate hangs off its hinge.",
            "The swing seat has been burnt through.",
            "The sign has been bent over and the post is loose.", "Railings kicked out next to the steps.",
        ),
        (
            "It would only take a board and some screws.", "Older people rest there.",
            "Somebody has tied it up with string.",
        ),
    ),
    "neglected_space": (
        9,
        (
            "The corner is just left to itself.", "The flower beds are all weeds and cigarette ends.",
            "Paint is peeling and nothing has been done here for years.",
            "The green behind the garages is a dumping place.",
            "It could be such a nice spot and nobody looks after it.",
        ),
        (
            "Neighbours would help if somebody brought tools.", "A few plants would do wonders.",
            "We had a bench there once.",
        ),
    ),
    "fly_posting": (
        2,
        ("Posters glued over each other on the hoarding.", "Stickers and flyers on every post."),
        ("They turn to mush in the rain and end up in the drain.",),
    ),
    "other": (
        2,
        ("A boat trailer without wheels stands on the grass.", "Shopping trolleys in the brook."),
        ("I did not know which of the boxes to tick.",),
    ),
}  # fmt: skip
"""For each issue: of about a hundred reports how many are of it, how they begin, and how they go on."""

LAST_WORDS = (
    "Thank you for looking at it.", "Please can someone have a look.", "I hope this is the right place to ask.",
    "We would love to use it again.", "My neighbours say the same.",
    "It would be good to see people put something back.",
    "I have told the council before.", "Happy to help on the day.",
)  # fmt: skip

ACTIVITIES = {
    "litter": "litter_picking", "fly_tipping": "rubbish_clearance", "graffiti": "graffiti_removal",
    "overgrown_vegetation": "vegetation_clearance", "broken_glass": "street_cleaning", "drug_litter": "litter_picking",
    "dog_fouling": "street_cleaning", "damaged_public_property": "minor_repairs",
    "neglected_space": "community_area_maintenance", "fly_posting": "fly_posting_removal", "other": "other",
}  # fmt: skip
"""What people ask for where they see an issue."""

WISHES = (
    "A regular litter pick, not only once.", "Cut it back properly before the spring.", "Paint the railings as well.",
    "Plant something that keeps people off the bank.", "Let them scrub the wall, they painted it.",
)  # fmt: skip

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
    "Ring me on 01632 960{number:03d} if you need to know more.", "My mobile is 07700 900{number:03d}.",
    "A grey van, AB99 XY{letter}, brings it.", "Write to neighbour-{number}@example.org, she saw it too.",
)  # fmt: skip
"""What must be masked: numbers kept free for plays, a plate that nobody has, an address that does not exist."""

UNSUITABLE = (
    "My neighbour's wheelie bin is always on the pavement.", "When will the bypass be built?",
    "The parking in our road is dreadful.", "Please send someone to do my garden.",
)  # fmt: skip

CONCERNS = (
    "Officers are called here most weekends; clearing the sight lines would help.",
    "Youths gather behind the units. Cleaning up would take away the cover.",
    "Persistent littering and noise after closing time; a visible clean-up is wanted.",
    "Residents raise this at every beat surgery.", "Damage to the shelter three times since the spring.",
    "Priority of the neighbourhood team for this quarter.",
)  # fmt: skip
"""What officers say of an area of concern."""

SENDERS = ("Resident", "Dog walker", "Parent", "Shopkeeper", "Park volunteer", "Allotment holder", "School caretaker")
"""What people call themselves: none of them is anybody."""
