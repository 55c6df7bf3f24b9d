"""List the phrases that say that somebody is in danger now: attacked, armed, ill, in despair, or near a fire."""

DANGER = (
    (
        r"{PERSON} ~(?:with|carrying|has|have|had|holding|waving|pull(?:s|ed|ing)?(?: out)?|pointing|pointed|"
        r"brandish\w*|got|swinging|flashing|armed with) ~(?:{BLADE}|{GUN}|weapons?)"
    ),
    (
        r"(?:threaten\w*|pointed|pointing|waving|waved|pull(?:ed|ing)(?: out)?|attacked|chas(?:ed|ing)) "
        r"~(?:{BLADE}|{GUN})"
    ),
    r"(?:gun ?shots?|shots? fired|shooting at|being shot|been shot|shot at|shot dead)",
    r"(?:bomb|grenade|explosives?|hand grenade|unexploded|landmine|pipe bomb)s?",
    (
        r"{IS} (?:being |getting )(?:attacked|assaulted|beaten|stabbed|mugged|robbed|raped|kicked|punched|"
        r"strangled|chased|hit)"
    ),
    (
        r"{IS} (?:attacking|stabbing|strangling|beating|hitting|punching|kicking|choking|shooting|dragging) "
        r"(?!off\b)~(?:{PERSON}|{CHILD}|him|her|me|us|them|wife|husband|girlfriend|boyfriend|partner|mum|dad)"
    ),
    r"beating up",
    (
        r"(?:fight|fighting|brawl|attack|assault|stabbing|robbery|mugging) ~(?:{NOW}|going on|happening|in "
        r"progress|kicking off)"
    ),
    r"{PERSON} {IS} fighting|{PERSON} fighting",
    r"(?:been|got|was|were|just) stabbed ~and ~(?:bleeding|blood|needs)",
    r"stabbed and",
    r"bleeding (?:badly|heavily|out|to death)",
    r"{IS} bleeding",
    r"(?:screaming|shouting|yelling|crying|calling|screams|shouts|cries) (?:out )?(?:for )?help",
    r"threat\w* to (?:kill|stab|shoot|murder|burn|hurt) (?:me|us|him|her|them|my|our)",
    r"(?:going to|gonna|will) kill (?:me|us|him|her|my)",
    r"{IS} following (?:me|her|us)",
    r"{IS} chasing ~(?:me|her|him|us|{PERSON})",
    r"(?:trying|tries|attempting) to (?:break|get|smash) (?:into|in) ~(?:{NOW}|as i)",
    r"{IS} breaking into",
    r"(?:domestic (?:violence|abuse)|held hostage|kidnap\w*|abducted|hit and run)",
    (
        r"(?:unconscious|not breathing|stopped breathing|collapsed (?!wall|fence|shed|bench|roof|tree|drain|path|"
        r"sign|bin)|having a (?:fit|seizure|heart attack)|not responding|unresponsive|passed out|overdos\w*|"
        r"cardiac arrest)"
    ),
    r"{PERSON} ~(?:has |have )?collapsed",
    r"someone ~collapsed|suicid\w*",
    r"kill(?:ing)? (?:my|him|her|them)sel(?:f|ves)",
    r"(?:end|ending|take|taking|took) (?:my|his|her|their)(?: own)? li(?:fe|ves)",
    r"end(?:ing)? it all|self[ -]harm\w*",
    r"(?:want|wants|wanted|wish) to die",
    r"wish i was dead",
    r"(?:do not|don't|dont) want to (?:live|be here any ?more|be alive|go on)",
    r"(?:going to|gonna|about to|threatening to|trying to|wants to) jump (?:off|from|in front)",
    r"wrong side of ~(?:railings?|bridge|barriers?|fence)",
    r"on ~(?:bridge|roof|ledge|multi ?storey) ~(?:about|going|threatening) to jump",
    r"{FIRE_PLACE} {IS} (?:well |now )?(?:on fire|burning|alight|in flames|smok(?:e|ing))",
    r"on fire|in flames|{IS} alight",
    r"(?:flames|smoke) ~(?:coming|pouring|billowing|rising|shooting)",
    r"(?<!\w)fire(?:!| now| in progress)",
    r"there (?:is|'s) (?:a )?(?:big |large |huge )?fire(?! last| on)",
    r"{FIRE_PLACE} {IS} burning",
    r"(?:smell|smells|smelling|stinks?|reeks?) (?:of|strongly of|like) gas\b",
    r"gas leak|leaking gas",
    r"(?:live|exposed|bare) (?:electric(?:al)? )?(?:wires?|wiring|cables?)",
    r"(?:wires?|cables?) ~spark\w*",
    r"power (?:line|cable)s? (?:is |are )?down",
    r"electrocut\w*|chemical (?:spill|leak)|drown\w*",
    r"(?:in|into) the (?:river|canal|lake) ~(?:struggling|going under|cannot swim|can't swim)",
    (
        r"(?:call|need|send|get) (?:the |an? )?(?:police|ambulance|fire brigade) (?:now|urgently|asap|immediately|"
        r"quick\w*)"
    ),
    r"(?:life|lives) (?:is |are )?(?:in|at) (?:immediate )?(?:danger|risk)",
    (
        r"{PERSON} ~(?:with|has|got|holding|waving|swinging|hold of) ~(?:hammer|crowbar|baseball bat|iron bar|"
        r"metal (?:bar|pole)|screwdriver|acid|petrol) ~(?:going for|attack\w*|threat\w*|at|hitting|chasing|after|"
        r"smashing)"
    ),
    r"{BLADE} (?:to|at|against) (?:my|his|her|their|someone's) (?:throat|neck|face|back)",
    r"get off me",
    r"{IS} (?:being )?hurt(?:ing)? (?:her|him|me|them|someone)",
    r"{IS} being hurt",
    r"going for (?:him|her|me|another (?:man|person|lad|woman))",
    r"spreading to",
    r"(?:heard|hear|hearing) ~(?:gun ?)?shots",
    r"shots ~heard",
    r"(?:can't|cannot|cant|can not) (?:go on|cope any ?more|take (?:it|this) any ?more|carry on living)",
    r"no (?:reason|point) (?:to|in) liv(?:e|ing)",
    r"better off (?:dead|without me)",
    r"nobody (?:will|would) miss me|goodbye forever|{PERSON} ~parapet",
    r"{PERSON} ~(?:bridge|roof|ledge|railings) ~jump",
    r"(?:will|might|may|going to|gonna|wants to|about to) jump(?! over| the queue| on)",
    (
        r"(?:fallen|fell|fall|gone|pushed|slipped) ~(?:into|in) the (?:canal|river|lake|water|brook|pond|"
        r"reservoir|nene)"
    ),
    r"{PERSON} ~(?:canal|river|lake|water) ~(?:can't|cannot|cant) get out",
    (
        r"{PERSON} ~(?:not moving|slumped|motionless|face ?down|lips ~blue|gone blue|won't wake|will not wake|"
        r"needs an ambulance|badly hurt|seriously (?:hurt|injured)|lying ~(?:on|in) the (?:road|floor|ground|"
        r"street|path))"
    ),
    r"(?:electric(?:al|ity)? )(?:cables?|wires?|wiring) ~(?:showing|exposed|hanging|out|live|bare|open)",
    r"(?:cables?|wires?|wiring) ~(?:exposed|hanging out|bare|live)",
    (
        r"(?:burn|torch|petrol bomb|blow) (?:our|my|the|his|her|their|your)(?: \w+)? ?(?:house|home|flat|shop|"
        r"place|car)(?: down| up)?"
    ),
    r"(?:going to|gonna|will|threat\w* to) (?:stab|shoot|batter|murder|do (?:me|us|him|her) in)",
    r"cut(?:ting|s)? (?:my|his|her|their|them)(?:sel(?:f|ves))? ?(?:wrists?|throat|arms)",
    r"slit\w* ~(?:wrists?|throat)",
    r"(?:nothing|no reason) (?:left )?to live for",
    r"tak(?:en|ing|e) ~(?:all|bottle of|loads of|too many) ~(?:tablets|pills)",
    r"hang(?:ing|ed)? (?:him|her|my|them)sel(?:f|ves)",
    r"noose|flames\b(?! painted)",
    r"(?:big|huge|massive|large|another) fire (?:at|in|on|behind|by|near|next)",
    r"fire (?:engine|crew|brigade)s? (?:needed|wanted|please)",
    r"blaze\b|ablaze|(?:thick|black) smoke|explo(?:ded|ding|sion)",
    (
        r"(?:pinned|held|holding|pinning|trapped|locked|tied|dragg\w*|forc\w*|push\w*) ~(?:girl|woman|her|him|boy|"
        r"man|me|lad|them) ~(?:against|down|up|in the (?:house|car|van|room|shed|boot)|into (?:a|the) (?:car|van|"
        r"bushes|house))"
    ),
    r"{PERSON} (?:pinned|trapped|tied up|locked in)",
    (
        r"(?:my|her|his) (?:partner|husband|wife|boyfriend|girlfriend|ex|dad|father|mum|step ?dad|son|carer) "
        r"~(?:hits?|beats?|hurts?|threatens|punch\w*|strangl\w*|kick\w*|rap\w*|chok\w*) (?:me|her|him|us)"
    ),
    r"(?:scared|afraid|frightened|terrified) ~(?:go home|my life|for (?:my|our|her|his) (?:life|safety))",
    r"fear for (?:my|our|her|his) (?:life|safety)",
    r"{PERSON} ~(?:been |got |badly )(?:burnt|burned|shot|run over|crushed|electrocuted)",
    (
        r"(?:trying|tried|aiming|wants?) to (?:hit|kill|run over|run down|hurt|stab|shoot) (?:people|pedestrians|"
        r"him|her|me|us|them|someone)"
    ),
    r"armed (?:m[ae]n|gang|robb\w*|youths?|with|lads?|police)",
    r"(?:baseball )?bat ~smash\w*|owner ~still in it|seizure|heart attack|stroke victim|choking|chest pains?",
    r"heavily bleeding|lot of blood|pool of blood|blood everywhere|blood all over",
    r"(?:throw\w*|chuck\w*|aim\w*|fir\w*|shoot\w*) ~fireworks? ~(?:at|into|through)",
    r"(?:help|please) ~(?:come|hurry) (?:now|quick\w*|fast)",
    r"(?:come|hurry) quick\w*",
    r"(?:is|are|still) (?:trapped|stuck) (?:in|inside|under)",
    r"gunfire",
    r"tak(?:en|ing|e|es) (?:(?:my|her|his|some|the|all|a load of|lots of) )*(?:tablets|pills)",
    r"{PERSON} ~(?:dragged|bundled|forced) (?:in|into) ~(?:car|van|boot|house|bushes)",
    r"beating ~(?:his|her|the) ~(?:missus|wife|partner|girlfriend|husband|kids?|child|dog)",
)
"""What staff are told of first, and whoever writes it is shown 999."""
