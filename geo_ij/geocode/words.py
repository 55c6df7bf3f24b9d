"""List the words that people shorten, leave out and put around the name of a place."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS: dict[str, str] = {
    "rd": "road", "raod": "road", "ave": "avenue", "av": "avenue", "aven": "avenue", "avn": "avenue",
    "cl": "close", "clo": "close", "cls": "close", "cres": "crescent", "cresc": "crescent", "crst": "crescent",
    "crs": "crescent", "cr": "crescent", "gdns": "gardens", "gdn": "gardens", "gds": "gardens", "grdns": "gardens",
    "ln": "lane", "la": "lane", "ct": "court", "crt": "court", "pl": "place", "sq": "square", "tce": "terrace",
    "terr": "terrace", "ter": "terrace", "gro": "grove", "grv": "grove", "pk": "park", "wy": "way", "wlk": "walk",
    "hts": "heights", "vw": "view", "mdw": "meadow", "mdws": "meadows", "pde": "parade", "ctr": "centre",
    "cntr": "centre", "center": "centre", "sch": "school", "hosp": "hospital", "stn": "station", "est": "estate",
    "bldgs": "buildings", "cott": "cottages", "cotts": "cottages", "dv": "drive", "drv": "drive", "yd": "yard",
    "upr": "upper", "lwr": "lower", "gt": "great", "ltl": "little", "nth": "north", "sth": "south", "blvd": "boulevard",
    "mkt": "market", "rec": "recreation", "comm": "community", "indust": "industrial", "ind": "industrial",
    "alloments": "allotments", "jas": "james", "wm": "william", "npton": "northampton", "nton": "northampton", "nhampton": "northampton",
    "kett": "kettering", "wboro": "wellingborough",
    "wellingboro": "wellingborough", "wellboro": "wellingborough", "ph": "pub",
}  # fmt: skip
"""What a shortened word stands for, wherever it stands in a name."""

FIRST_WORD: dict[str, str] = {"st": "saint", "dr": "doctor", "gr": "great", "ste": "saint", "mt": "mount"}
"""What a shortened word stands for at the beginning of a name ("St Giles", "Gr Houghton")."""

LAST_WORD: dict[str, str] = {"st": "street", "str": "street", "dr": "drive", "gr": "grove", "hl": "hill"}
"""What a shortened word stands for at the end of a name ("High St", "Acacia Gr")."""

COMPASS = frozenset({"north", "south", "east", "west"})

NUMBERS: dict[str, str] = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth",
    "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip

STREET_TYPES = _words(
    """alley approach arcade avenue bank boulevard bridge broadway buildings bypass centre chase circus close common
    cottages court courtyard crescent croft cross dale dell drive drove end esplanade estate fields field gardens gate
    glade glebe glen green grove heath heights hill hollow island junction lane lawn lawns lea link lodge loke mall mead
    meadow meadows mews mill moor mount nook orchard oval paddock parade park passage path piece pightle place plain
    precinct promenade pub inn hotel quay reach ride ridge rise road row roundabout ryde side square street terrace track vale view
    villas walk way wharf wood woods wynd yard"""
)
"""Last words that say what kind of street or place a name is of; what stands before them is the name proper."""

PUB_TYPES = frozenset({"", "pub", "inn", "hotel"})
"""Types that people put to the name of a pub or leave out ("the Red Lion")."""

WHOLE_PLACE_TYPES = frozenset({"estate", "village", "park", "area", "fields"})
"""Types that people put to the name of a suburb or village ("Hemmingwell Estate")."""

COUNTIES: dict[str, str] = {
    "northants": "northamptonshire", "leics": "leicestershire", "lincs": "lincolnshire", "beds": "bedfordshire",
    "bucks": "buckinghamshire", "cambs": "cambridgeshire", "oxon": "oxfordshire", "warks": "warwickshire",
    "herts": "hertfordshire", "notts": "nottinghamshire", "staffs": "staffordshire", "derbys": "derbyshire",
    "worcs": "worcestershire", "glos": "gloucestershire", "hants": "hampshire", "berks": "berkshire",
    "wilts": "wiltshire", "lancs": "lancashire", "yorks": "yorkshire", "middx": "middlesex", "northumb": "northumberland",
} | {
    name: name
    for name in _words(
        """northamptonshire leicestershire lincolnshire bedfordshire buckinghamshire cambridgeshire oxfordshire
        warwickshire hertfordshire nottinghamshire staffordshire derbyshire worcestershire gloucestershire hampshire
        berkshire wiltshire lancashire yorkshire middlesex northumberland rutland norfolk suffolk essex kent surrey
        sussex dorset devon cornwall somerset shropshire herefordshire cheshire cumbria merseyside durham"""
    )
}  # fmt: skip
"""Counties as people add them to a town, by their names and shortened names."""

COUNTRIES = frozenset({"uk", "england", "gb", "britain", "united", "kingdom"})

SURE_STREET_TYPES = _words(
    "road street avenue close lane drive crescent grove terrace way court gardens walk mews place"
)
"""Types which, after a word that is not a place's, make certain that somebody means a street."""

FEATURES = _words(
    """allotment allotments alley alleyway area bank bins block bridge brook building bus bushes bypass cctv canal car
    carpark centre chapel chemist chippy church churchyard cemetery club co coop cafe college community common corner
    council court crossing crossroads cycle dentist doctors ditch entrance estate exit farm fence field fields flats
    footpath footbridge front garage garages garden gardens gate gates grass green hall hedge hospital hotel house
    houses industrial inn island jitty junction lake lamp lane leisure library lights local lock market medical
    memorial museum nursery office offices op park parade parking path pavement pharmacy place play playground
    playing pond pool post precinct primary pub railway rec recreation reservoir retail retirement river road roundabout
    row school secondary shelter shop shopping shops side skate skatepark sports square station steps stop stops
    store stream street subway superstore supermarket surgery swings takeaway terrace toilets top tower town track
    train trees tip trading tunnel underpass unit university verge village walkway war warehouse wasteland water wood woodland
    woods yard youth"""
)
"""Words for kinds of thing."""

CHAINS = _words(
    """tesco tescos asda aldi lidl morrisons sainsburys waitrose iceland greggs boots wickes argos spar mcdonalds kfc
    costa premier homebase halfords poundland dominos natwest barclays lloyds hsbc santander bandq"""
)
"""Names that a branch in every town has."""

KINDS_OF_THING = FEATURES | CHAINS | {"express", "extra"}
"""Words that say nothing by themselves: "Post Office", "the park", "Tesco"."""

FILLERS = _words(
    """a about across after again all almost along also always am an and another any anyone are around as ask at away
    back bad be beautiful because been before behind being below beside besides between beyond bit both bottom bottles
    broken burnt but by came can cans cant car cars children come could covered day days dear did didnt dirty disgusting
    do does dog dogs doing done dont down drinking dropped drug drugs dumped dumping during each either else end ends
    even evening ever every everyone everywhere far few fires first fly flytipping for found from full get getting
    gets glass go goes going got graffiti group had half hang hanging has have having he hello help her here hi him his
    how i if im in inside into is isnt it its just keep keeps kicking kids kind know last late leading leads leave
    left lets like litter littered little live living loads lot lots made make makes many mate me mess messy might mine
    morning most much mum my name near nearby need needles needs never new next nice night no nobody not nothing now
    number of off often old on once middle edge rear outskirts heart one only onto opp opposite or other our out outside over overgrown part past pc
    people person piece please plz pls problem put quite rats real really reported residents riding right rubbish run
    running runs same saw see seen seems she shopping should side since smashed smell smells so some someone something
    somewhere spot spray sprayed still such sure take tell than thank thanks that the their them then there theres
    these they theyre thing things think this those though through throwing time times to today together told tomorrow
    too top toward towards two under until up us usually very via walk walking wall want was we week weekend weekends
    weeks well were what when where which while who whole why will with within without would yeah year years yes
    yesterday yet you young your youths tipping shopping trolley mattress sofa fridge bags bag nappies weeds brambles
    nettles moped mopeds bike bikes quad cigarette vapes vape fireworks alcohol beer cider ball balls windows window
    everything reporting report hey ok okay omg lol asap facing towards adjacent adj nr jct jctn jcn junc cnr corner
    junction meets meet joins join halfway roughly approx approximately somewhere"""
)
"""Words around a place's name; one of them alone is never a name."""

TITLES = _words("mr mrs ms miss pc pcso dc ds di sgt cllr councillor rev")
"""Words before the name of a person, which is no place, though many places lend people theirs."""

GRAMMAR = _words("a an and any at by for from in is near of off on or over the their this to via with was")
"""Words that may stand in a name, but never begin or end one, the first of "The Green" aside."""

JUNCTION_WORDS = _words(
    "junction jct jctn jcn junc j/w corner cnr crossroads crossing meets meet joins join intersection x"
)
"""Words that say that two streets meet."""

JOINING_WORDS = JUNCTION_WORDS | _words("and & / + with at of the near by off opposite opp on into onto to from")
"""Words that may stand between the names of two streets that meet."""

COMMON_STREETS = _words(
    """high|street station|road main|street church|lane church|street park|road church|road london|road victoria|road
    green|lane manor|road park|avenue queens|road new|road grange|road kings|road mill|lane main|road windsor|road
    highfield|road alexander|road york|road school|lane the|avenue the|crescent the|green chapel|lane chapel|street
    west|street north|street south|street east|street mill|road church|walk church|close back|lane market|place
    market|square the|square bridge|street new|street queen|street king|street albert|street george|street
    springfield|road stanley|road west|end manor|close orchard|close home|close the|lane church|hill the|hill
    bakers|lane water|lane the|mountpleasant"""
)
"""Names, written core|type, that so many towns have that one alone says nothing even where only one is known.

The list is a judgement, not a measurement: no national list of streets comes with the program.
"""

ALSO_WORDS = _words(
    """reading bath street sale deal sandwich battle hope rugby wells march ware stone box ash hook over beer settle eye
    rye wash barking nelson crook holt mold flint barry send hale lea bourne cross church hall hill ford bridge green
    park wood moor heath common down downs marsh mere rise well wall water wash bow poole looe blackwater gravel
    north south east west bank banks burn barrow brook bury chase corner dale end field fleet grove ham hay house kirk
    lane lodge long moss mount newton norton old orchard oxford pool port quay ridge sands seal ship sleaford staines
    summit upton washing wick wing yarm shop shops rocks penny cheddar stilton china strand crewe ridge hedge bell
    gate the tree five ways mile seven four three two one acre start finish cow horse lion bush holly ivy oak elm
    lime rose lily cold circuit glebe mounts hilltop newlands spencer barton burton hatch sheet thorn limb ball nap rope star"""
)
"""Words that are also towns or villages of Great Britain: only a comma or "in" before them makes them a place."""
