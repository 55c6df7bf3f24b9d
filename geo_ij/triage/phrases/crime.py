"""List the phrases that say that a crime was or is committed."""

CRIME = (
    r"(?:drug|drugs|cannabis|weed|crack|heroin|coke) (?:deal\w*|runn\w+|suppl\w+|factory|den|farm|house|gang)s?",
    r"deal(?:ing|s|ers?)(?: in| of)?(?: ~)?{DRUGS}",
    r"(?:sell\w*|sold|supply\w*|buy\w*|bought|peddl\w+|pushing) ~{DRUGS}",
    r"crack ?(?:den|house)|dealers?\b(?! ship)",
    r"cannabis (?:farm|grow|factory|plants)",
    r"grow ?house|cuckoo(?:ing|ed)",
    r"(?:money|cash|packets?|packages?|bags?) ~chang\w+ hands",
    r"{PERSON} (?:is |are )?dealing\b(?! with)",
    r"stabb(?:ed|ing|ings)",
    (
        r"(?:was|were|been|got|being|are|is) (?:badly |violently )?(?:attacked|assaulted|mugged|robbed|raped|"
        r"punched|beaten(?: up)?|strangled|spat at|kicked|head ?butted|jumped|slashed|shot|murdered|threatened|"
        r"stalked|groped|drugged)(?! by (?:nettles|brambles|weeds|wasps|the (?:smell|stench|weeds)))"
    ),
    (
        r"(?:attacked|assaulted|punched|mugged|robbed|raped|groped|threatened|slashed|kicked|headbutted|beat up) "
        r"(?:me|us|him|her|them|my|our|a|an|the|two|some|someone|somebody|people|old|another) ?~(?:{PERSON}|me|us|"
        r"him|her|them|wife|husband|dog|mum|dad|mother|father|friend|brother|sister|lady|pensioner|passer|driver|"
        r"staff|shop|$|[.,!])"
    ),
    r"mugg(?:ed|ings?|ers?)\b",
    r"robb(?:ery|eries|ers?|ed|ing)\b",
    r"rob ~{PERSON}|assaults?\b|sexual(?:ly)? assault\w*|rap(?:e|ed|ist|ing)\b",
    r"murder(?:ed|er|s)?\b(?! of crows)",
    r"grievous|gbh|violen(?:t|ce)\b|domestic (?:abuse|violence)|{BLADE}|{GUN}|weapons?\b|ammunition",
    r"(?:shotgun |bullet )(?:cartridge|shell|casing)s?",
    r"bullets?\b|knuckle ?duster|acid attack",
    r"threaten(?:ed|ing|s)? (?:to |me|us|him|her|people|my|our|staff|residents|neighbours|passers)",
    r"death threats?",
    r"smash (?:my|his|her|our|your) (?:face|head)",
    r"blackmail\w*|harass(?:ed|ing|ment)|stalk(?:ing|er|ed)\b",
    r"burgl(?:ed|ary|aries|ars?|ing)",
    (
        r"(?:stolen|stole|steals?|stealing|nicked|pinched|thieves|thief|theft|thefts|thieving|pickpockets?|pick[ "
        r"-]pockets?|shop ?lift\w*|swag)\b(?! yard| the show| show)"
    ),
    r"(?:broke|broken|break|breaking|breaks|breakin|broke n) (?:in ?to|in to|into)\b",
    r"break[ -]ins?\b",
    r"(?:car|van) window ~(?:smashed|broken) ~(?:taken|gone|stolen)",
    r"catalytic converters?",
    r"number plates? ~(?:taken|removed|stolen)",
    r"joy ?rid\w+|vehicle crime",
    r"spik(?:ed|ing) ~(?:drinks?|pint)",
    r"drinks? (?:was |were |been |got )?spiked",
    r"fraud(?:sters?)?\b|scam(?:mers?|med)\b",
    r"(?:lead|copper|cable) (?:was |were )?(?:ripped|stripped|taken) ~(?:roof|church)",
    r"arson\w*",
    r"set(?:s|ting)? (?:fire to|alight|on fire)",
    r"set ~(?:on fire|alight)|set light to",
    (
        r"(?:burnt|burned|burning|torched)[ -]?(?:out )?~(?:cars?|vans?|mopeds?|motorbikes?|motorcycles?|"
        r"vehicles?|scooters?)"
    ),
    r"torch(?:ed|ing)|fire ?bomb\w*|petrol bomb\w*",
    r"(?:light|lit|lighting|start|started|starting) (?:more |little |small )?fires",
    r"fires? (?:was |were |being |been )?(?:started|lit) (?:deliberately|on purpose|by)",
    (
        r"{PERSON} ~(?:smashing|kicking|breaking|wrecking|vandalising|ripping|destroying|damaging|spraying|"
        r"throwing (?:stones|rocks|bricks)) (?!litter)~.{0,40}?(?:{NOW}|at (?:cars|buses|houses|people|windows|"
        r"trains))"
    ),
    (
        r"(?:i|we) (?:saw|watched|filmed|caught) ~{PERSON} ~(?:smash|kick|break|wreck|vandalis|spray|damag|rip|"
        r"destroy|dump|tip)\w*"
    ),
    r"hate (?:crime|incident|speech|mail)s?",
    r"swastikas?|racis(?:t|m)\b",
    r"racial(?:ly)? (?:abus\w+|motivated|aggravated|slur\w*)",
    r"homophobic|transphobic|islamophobic|antisemitic|anti[ -]semitic|nazi",
    r"far right (?:graffiti|sticker|symbol)s?",
    r"p\*?ki\b|n word|kkk\b",
    (
        r"flash(?:ed|es|ing) (?:himself|(?:at )?(?:my|me|her|women|girls|people|the girls|wife|walkers|joggers|"
        r"passers))"
    ),
    r"expos(?:ed|ing|es) (?:himself|themselves|his)",
    r"indecent exposure|flasher|masturbat\w*|wank(?:ing|ed)|up ?skirt\w*|kerb ?crawl\w*|voyeur\w*|peeping|brothel",
    r"trafficking|modern slavery",
    (
        r"dogs? (?:\w+ ){0,2}?(?:attack(?:ed|s|ing)?|bit|bites?|mauled|savaged|went for) (?!by)(?:me|my|our|a|an|"
        r"another|him|her|them|people|someone|the (?:post|child|cat|other)|children|kids|\w+ dog)"
    ),
    r"dog fight\w*|animal cruelty|hare cours\w*|badger bait\w*|poach(?:ing|ers)",
    r"(?:witnessed|saw|seen) (?:a |the )?(?:crime|attack|robbery|assault|fight)",
    r"committ(?:ed|ing) (?:a )?crime",
    r"terroris\w+",
    r"hand(?:bags?|bags) and (?:purses|wallets)",
    r"(?:handbags?|purses|wallets) ~(?:thrown|dumped|emptied|empty)",
    (
        r"(?:drop\w*|pass\w*|swap\w*|hand\w*|exchang\w*|collect\w*|sell\w*) (?:off |over |out )?~(?:packets?|"
        r"packages|wraps|baggies|little bags|small bags|parcels) ~(?:to|for|with|from|through) ~(?:cars?|people|"
        r"kids|drivers?|cash|money|windows?|lads|buyers)"
    ),
    r"(?:grow\w*|cultivat\w*|cook\w*) ~(?:cannabis|weed|drugs?|meth)",
    r"(?:to|who|and|they|lads|youths|people|he|men) (?:openly )?deal\b(?! with)",
    (
        r"(?:door|lock|window|shutters?|gate|shed|garage|till|meter) ~(?:been |was |were )?(?:forced|jemmied|"
        r"prised|kicked in)"
    ),
    (
        r"(?:mower|bikes?|tools?|wallet|purse|phone|laptop|car|van|caravan|quad|plants?|statue|parcels?|trailer) "
        r"~(?:is|are|has|have|was|were|had) (?:now )?(?:gone|been taken|been nicked|disappeared|taken)"
    ),
    r"(?:took|taken) ~(?:my|our|his|her) (?:phone|purse|wallet|bag|bike|tools|car|van|jewellery|money)",
    r"ram[ -]?raid\w*|got away with|looting|looted|n[- ]word",
    (
        r"(?:muslims?|jews?|jewish|gays?|lesbians?|blacks?|black people|immigrants|migrants|refugees|asians?|"
        r"poles|foreigners|gyps(?:y|ies)|travellers|trans people|mosque|synagogue|gurdwara|temple) ~(?:out\b|go "
        r"home|abuse\w*|slur\w*|insult\w*|hat(?:e|red|eful))"
    ),
    (
        r"(?:abusive|offensive|hateful|vile|disgusting|nasty|anti|threatening|graffiti|messages|slogans|words|"
        r"insults|slurs|stickers|death to|kill)[ -]~(?:muslims?|jews?|jewish|gays?|lesbians?|black people|"
        r"immigrants|migrants|refugees|asians?|poles|foreigners|gyps(?:y|ies)|travellers|trans people|islam)"
    ),
    (
        r"because (?:i am|i'm|he is|she is|of|we are|they are) (?:my |our |her |his )?(?:disab\w+|gay|black|asian|"
        r"muslim|jewish|trans|foreign|polish|race|religion|colou?r|skin)"
    ),
    r"(?:his|their|he's) (?:privates?|private parts?|penis|willy|genitals|bits|todger|cock|dick|knob)",
    (
        r"(?:grabb|touch|grop|slapp|pinch)(?:ed|ing) (?:my|her|girls|women|womens|women's) (?:bum|breasts?|boobs?|"
        r"arse|backside|bottom|chest|crotch)"
    ),
    r"having sex",
    r"sexual (?:act|offence|harass\w*)s?",
    r"prostitut\w*|cat ?call\w*",
    (
        r"(?:lob|throw|chuck|hurl|fire|aim|shoot)\w* ~(?:bricks?|stones?|rocks?|eggs?|bottles?|missiles|"
        r"fireworks?|rockets?|pellets?|things|objects|catapults?) ~(?:at|off the bridge|onto ~cars)"
    ),
    r"catapults?\b",
    (
        r"(?:pushed|shoved|knocked|spat|spit) (?:at |on )?(?:me|him|her|my|an old|a) ~(?:over|down|face|to the "
        r"ground|because|lady|man|mum|wife|mother)"
    ),
    r"spat (?:at|on)",
    r"{PERSON} ~(?:jumped|set upon|ganged up on) (?:me|us|him|her|my)",
    r"(?:fly ?tip\w*|dump\w*) ~(?:gun|body|human remains|dead body)",
    r"(?:dead|human) (?:body|bodies|remains)",
    r"organised crime|slave(?:s|ry)?\b|counterfeit",
    r"illegal (?:tobacco|cigarettes|vapes|workers|weapons|firearms)",
    r"off[ -]?road(?:ing)? ~stolen",
    r"(?:drink|drunk|drug)[ -]driv\w+",
    r"drove at (?:me|us|him|her|people)",
    r"(?:and|openly|were|are|is|always|people|lads|men|they|kids) dealing\b(?! with)",
    r"injecting(?! (?:equipment|kit|gear|paraphernalia))",
    r"shooting up\b|(?:was|been|were) held up|hold[ -]?up\b|armed robber\w*|white power",
    (
        r"(?:offensive|nazi|hateful|hate|fascist|extremist|terror\w*) (?:symbols?|stickers?|slogans?|signs?|"
        r"flags?|graffiti|posters?)"
    ),
    r"(?:followed|chased|grabbed|touched|approached|cornered) (?:me )?~(?:home|from behind|into|down the)",
    (
        r"(?:grabbed|snatch\w*|nick\w*|pinch\w*|steal\w*|swip\w*) ~(?:bags?|phones?|purses?|handbags?|wallets?|"
        r"bikes?|my|chain|necklace)"
    ),
    r"keyed (?:my|our|every|the|his|her|a|all|cars?)",
    r"slashed ~tyres|tyres ~(?:slashed|let down)",
    r"(?:money|cash) ~(?:taken|missing|gone) ~(?:from|car|till|house)",
    r"(?:gang|organised|arranged|initiation) (?:initiation )?fights?",
    r"fights? ~every",
    r"fight(?:s|ing) (?:outside|broke out|breaks out|at kicking out)",
    r"knock[ -]off",
    (
        r"(?:threatened|threatening|attacked|hit|bottled|glassed) (?:\w+ )?(?:with|by) (?:a |an )?(?:bottle|glass|"
        r"bat|hammer|knife|gun|bar|stick|dog|crowbar|brick)"
    ),
    r"poison(?:ed|ing) (?:my|our|a|the|his|her|cats?|dogs?|food)",
    (
        r"(?:throw\w*|chuck\w*|pelt\w*) ~(?:stones?|rocks?|bricks?|eggs?|bottles?) ~(?:windows?|cars?|houses?|"
        r"buses|trains?|people|us|me)"
    ),
    r"pelt(?:ed|ing)\b",
    r"deliberate(?:ly)? ~(?:set|lit|burn\w*|damag\w*|smash\w*|driv\w*|ramm\w*)",
    r"extort\w*|protection money|loan sharks?|people smuggl\w*",
    (
        r"(?:purse|bag|handbag|phone|wallet|chain|necklace|bike|scooter|watch) ~(?:snatched|grabbed|swiped|nicked|"
        r"taken off)"
    ),
)
"""Damage that was found is a matter for this service; damage that somebody is seen to do is one for the police."""
