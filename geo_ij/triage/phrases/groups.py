"""Name the groups of words that phrases are made of, and what only sounds like an alarm."""

GROUPS = {
    "CHILD": (
        r"(?:child(?:ren)?|kids?|kiddies?|toddlers?|bab(?:y|ies)|infants?|minors?|youngsters?|school ?(?:boy|girl|"
        r"kid|child)(?:s|ren)?|pupils?|under ?age(?:d)? (?:boys?|girls?|teens?)|(?:young|little|small|teenage|"
        r"vulnerable) (?:boys?|girls?|lads?)|(?:[1-9]|1[0-5]|one|two|three|four|five|six|seven|eight|nine|ten|"
        r"eleven|twelve|thirteen|fourteen|fifteen)[ -]?(?:yrs?|years?)?[ -]?olds?|daughters?|little ones?|(?:my|"
        r"our|her|his|their) sons?|boys?|girls?|lass(?:es|ie)?|schoolies|year (?:[1-9]|1[01])s?(?: pupils?| "
        r"kids?)?|tweens?|(?:boys?|girls?|lads?|kids?|someone) aged (?:[3-9]|1[0-5])(?: (?:and|to|or) [0-9]+)?)"
    ),
    "PERSON": (
        r"(?:m[ae]n|wom[ae]n|males?|females?|lads?|boys?|girls?|youths?|teenagers?|teens?|kids?|people|persons?|"
        r"someone|somebody|guys?|blokes?|fellas?|lass(?:es)?|brothers?|sisters?|husband|wife|partner|boyfriend|"
        r"girlfriend|chap|pensioners?|stranger|driver|gangs?|groups?|thugs?|yobs?|he|she|they|one of them|"
        r"neighbours?|dealers?|ex)(?:'s|'re|'ve)?"
    ),
    "BLADE": (r"(?:knif(?:e|es)|knives|machetes?|swords?|blades?|axes?|daggers?|samurai|zombie knife|cleaver)"),
    "GUN": (r"(?:guns?|firearms?|pistols?|shotguns?|rifles?|handguns?|revolvers?|crossbows?|air ?guns?|bb guns?)"),
    "DRUGS": (
        r"(?:drugs?|weed|cannabis|cocaine|coke|heroin|crack|spice|ketamine|ket|mdma|pills|gear|marijuana|ecstasy|"
        r"balloons|wraps|bongs?|joints?|spliffs?|skunk|hash|nos|fentanyl|zombie drug|monkey dust)"
    ),
    "IS": (r"(?:is|are|am|'s|'re)(?: now| still| being| just| always)*"),
    "NOW": (
        r"(?:right now|as (?:i|we) (?:type|speak|write)(?: this)?|at this (?:very )?moment|this minute|just now|"
        r"now)"
    ),
    "FIRE_PLACE": (
        r"(?:bins?|skips?|stores?|house|flat|shed|garages?|hedge|grass|field|wood|tree|car|van|park|area|building|"
        r"shop|pavilion|swings?|rubbish|tip|roof|fence|bench)"
    ),
}
"""Words of which any may stand where a phrase names their group."""

BENIGN = (
    (
        r"fire (?:station|hydrant|door|exit|engine|brigade|service|extinguisher|escape|assembly|alarm|pit|wood|"
        r"place|lane|gate)s?"
    ),
    r"(?:bonfire|camp ?fire|log fire|firework|fire pit|wildfire|open fire|gas fire|electric fire|fireplace)s?",
    (
        r"(?:knife|gun|drug|crime|hate|theft|arson|burglary|weapons?) (?:crime )?(?:mural|amnesty|awareness|"
        r"prevention|poster|sign|leaflet|bin|campaign|charity|free|proof|club|helpline)s?"
    ),
    r"anti[ -](?:theft|burglar|drugs?|crime|knife|climb)",
    r"burglar alarms?|drug(?:s)?[ -]free",
    r"(?:knife|fork|knives|plastic|butter|palette) (?:and|or|&|,) (?:knife|fork|forks|spoons?|plates?|knives)",
    r"(?:plastic|butter|bread|palette) (?:knife|knives)",
    r"cutlery|stab(?:bing)? (?:vest|pain)s?|shot ?put|photo ?shoots?",
    r"(?:pigeons|foxes|crows|seagulls|gulls|rats|wasps) attack\w*",
    r"(?:water|spray|glue|staple|nail|heat|toy|nerf|starting|paint) guns?",
    r"stolen (?:glances|moments)|shoplift sign|security guards?",
    r"(?:like|as if) (?:a |the )?(?:bomb|war)\b[\w ]*",
    r"(?:bomb|war) (?:has )?hit it|bombsite|bomb site|bombshell|danger of death|war memorial|gas ?works",
    r"razor (?:blades?|wire)|grass blades?|blades? of grass|skate blades?",
    r"(?:mower|saw|fan|rotor|wiper) blades?",
    r"(?:shot|killed|dead|murdered|stolen) (?:of|to) (?:death )?(?:by|with) (?:kindness|boredom)",
    r"crack(?:ed|s)? (?:in|on|of) the",
    r"crack down|crackdown|wisecrack",
)
"""What sounds like an alarm and is none; it is taken out before anything else is looked for."""
