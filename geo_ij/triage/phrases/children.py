"""List the phrases that say that a child may be at risk: alone, hurt, given drugs, groomed or exploited."""

CHILDREN = (
    (
        r"{CHILD} ~(?:left|all|home|sat|out|wandering|walking) (?:\w+ ){0,2}?(?:alone|by (?:him|her|them)sel(?:f|"
        r"ves)|on (?:his|her|their) own|unsupervised|unattended)"
    ),
    (
        r"{CHILD} ~(?:alone|abandoned|unattended|on (?:his|her|their) own|lost)(?: ~(?:road|park|night|street|"
        r"house|car|shop)| here|$|[.,!])"
    ),
    r"(?:abandoned|lost|missing|neglected|abused|unsupervised|trafficked|starving|exploited) {CHILD}",
    r"{CHILD} ~(?:{IS}|was|were|been|gone) missing",
    r"bab(?:y|ies) (?:left|locked|alone)",
    r"{CHILD} ~(?:left|locked) in (?:a |the )?(?:hot )?(?:car|van|house|shed)",
    (
        r"{CHILD} ~(?:sleeping rough|begging|homeless|running away|crying|scared|terrified) ~(?:underpass|alone|"
        r"nobody|street|park|no one|him|her)"
    ),
    r"{CHILD} (?:sleeping rough|begging)",
    r"{CHILD} crying and (?:nobody|no ?one|alone)",
    (
        r"{CHILD} ~(?:taking|smoking|sniffing|using|buying|selling|dealing|carrying|running|doing|inhaling|"
        r"offered|given|sold|high on|snorting|injecting|delivering|hiding) ~(?:{DRUGS}|gas|glue|nos|canisters?|"
        r"solvents|nitrous|for (?:a |the )?gangs?|dealers?)"
    ),
    (
        r"(?:giv\w+|gave|sell\w*|sold|supply\w*|offer\w*|buy\w*|bought|dealing|push\w*|feeding) ~(?:{DRUGS}|"
        r"alcohol|vodka|drink|booze|beer|cider|vapes?|cigarettes|fags|sweets|money|lifts?|gifts) ~(?:to|for) "
        r"~{CHILD}"
    ),
    (
        r"(?:giv\w+|gave|sell\w*|sold|offer\w*) ~{CHILD} ~(?:{DRUGS}|alcohol|vodka|drink|booze|vapes?|sweets|"
        r"money|lifts?|gifts)"
    ),
    r"offering ~{CHILD}",
    (
        r"(?:get|gets|getting|got|mak\w+|us(?:e|es|ing)|recruit\w*|forc\w+) ~{CHILD} ~(?:to |into )?(?:carry|"
        r"carrying|sell\w*|deal\w*|hold\w*|run|running|deliver\w*|steal\w*|drugs?)"
    ),
    r"(?:[89]|1[0-5]) ?(?:yrs?|years?)? ?olds? ~(?:drunk|drinking|stoned|high|smoking)",
    r"{CHILD} ~(?:drunk|wasted|stoned)\b",
    r"{CHILD} dealing|county lines?",
    r"groom(?:ed|ing|er|ers) ~{CHILD}",
    r"{CHILD} ~(?:being |been |getting )?groom(?:ed|ing)",
    r"grooming gang|groomers?",
    r"(?:child|sexual|criminal) (?:sexual )?(?:exploitation|abuse|trafficking|grooming)",
    r"exploit\w* ~{CHILD}|{CHILD} ~exploited|p(?:a)?edophiles?|p(?:a)?edos?\b|nonces?\b|child porn\w*",
    (
        r"{CHILD} ~(?:is|are|was|were|been|being|getting|got) ~(?:abused|beaten|hit|attacked|assaulted|molested|"
        r"raped|hurt|injured|slapped|kicked|followed|harmed|bullied|neglected|robbed|mugged|stabbed|chased|"
        r"touched|threatened|exploited)"
    ),
    (
        r"(?:abus\w+|beat(?:s|ing)?(?: up)?|hit(?:s|ting)?|attack(?:ed|ing|s)?|assault(?:ed|ing)|molest\w+|"
        r"slapp\w+|kick(?:ed|ing|s)|hurt(?:ing|s)|follow(?:ed|ing|s)|touch(?:ed|ing)|chas(?:ed|ing)|robb(?:ed|"
        r"ing)|mugg(?:ed|ing)|threaten\w*|stabb(?:ed|ing)) (?:up )?(?:(?:a|an|the|my|our|his|her|their|two|some|"
        r"young|little|small|local|school|of|\d+|year|old)[ -])*{CHILD}"
    ),
    (
        r"(?:film\w*|photograph\w*|watch\w*|approach\w*|touch\w*|expos\w+|flash\w*|stalk\w*|star(?:es|ing)|"
        r"leering|tak(?:es|ing|e) (?:pictures|photos|photographs) of) ~(?:at |to |of )?~{CHILD}"
    ),
    (
        r"(?:ask\w*|tr(?:y|ies|ied|ying) to get|lur\w+|entic\w+|call\w*|pull\w*|invit\w*|drag\w*|grab\w*|"
        r"snatch\w*) ~{CHILD} ~(?:in|into|to|away|over)(?: ~(?:car|van|house|flat))?(?= ~(?:car|van|house|flat|"
        r"get))"
    ),
    r"(?:grab\w*|snatch\w*|abduct\w*) ~{CHILD}",
    (
        r"{CHILD} ~(?:picked up|collected|driven|met) ~by ~(?:older|adult|grown|strange|different) ~(?:m[ae]n|"
        r"males?|lads|guys)"
    ),
    (
        r"(?:older|grown|strange|adult) (?:m[ae]n|males?|blokes?|guys?) ~(?:with|and|talking to|giving|buying|"
        r"meeting) ~{CHILD}"
    ),
    r"{CHILD} ~(?:with|carry\w*|pulled|had|has|found with) ~(?:{BLADE}|{GUN})",
    (
        r"{CHILD} ~(?:playing with|picked up|picking up|trod on|stood on|stepped on|pricked|jabbed|touched|"
        r"holding|found and touched|handling) ~(?:needles?|syringes?|sharps)"
    ),
    r"needle ~(?:went|stuck|stabbed|pricked) ~(?:{CHILD}|foot|hand|finger|him|her)",
    (
        r"{CHILD} ~(?:with no|no|without|nobody|no ?one) ~(?:parents?|adults?|mum|mother|carer|supervision|grown[ "
        r"-]?ups?|with (?:him|her|them))"
    ),
    r"no (?:parents?|adults?) (?:with|around|about|in sight|watching) ~{CHILD}",
    (
        r"{CHILD} ~(?:getting|got|get|gets|put|taken|pulled|being) ~(?:into|in) ~(?:strange\w*|unknown|different|"
        r"men's|his|a) ~(?:cars?|vans?|taxis?)"
    ),
    r"{CHILD} ~(?:strange|different|unknown|older) (?:men|man|cars?|blokes?|adults?)",
    r"from (?:the |a )?(?:children's|care) home",
    (
        r"(?:hit|hits|beat|beats|slap|slaps|slapping|smack\w*|punch\w*|kick|kicks|shak(?:es|ing|e)|strangl\w*|"
        r"drag\w*|burn\w*|whack\w*) (?:(?:a|an|the|my|our|his|her|their|two|some|young|little|small)[ -])+{CHILD}"
    ),
    r"{CHILD} ~(?:as|being) (?:drug )?(?:runners|mules|lookouts|dealers)",
    (
        r"{CHILD} ~(?:used|recruited|forced|made|paid) ~(?:by|to|for|into) ~(?:gangs?|dealers?|runn\w+|sell|"
        r"deal\w*|drugs?|steal\w*|beg)"
    ),
    (
        r"(?:hang\w*|loiter\w*|lurk\w*|wait\w*|sit\w*|park\w*) ~(?:by |outside |round |around |near |at "
        r")?~(?:school|nursery|playground|play ?park) ~(?:taking|watching|filming|staring|talking to|approach\w*|"
        r"photograph\w*|offering|looking at)"
    ),
    r"dealers? ~(?:school|{CHILD})",
    r"(?:giv\w+|hand\w+|sell\w*) ~(?:free )?(?:stuff|drugs?|vapes?|weed) ~(?:at|outside|to) ~school",
    r"{CHILD} ~(?:found|got|with|poking|using|throwing|stabbing) ~(?:syringes?|needles?)",
    r"{CHILD} ~(?:passing|sharing|rolling|lighting) ~(?:{DRUGS}|drink|vodka|pipe)",
    (
        r"{CHILD} ~(?:bruis\w+|black eyes?|always hungry|starving|filthy|unfed|malnourished|scared of|cowering|"
        r"burn marks|screaming (?:for hours|every|all night|in pain)|crying (?:for hours|every|all night))"
    ),
    (
        r"(?:m[ae]n|blokes?|guys?|stranger|adult|someone|driver|van) ~(?:tr(?:ied|ying|ies)|want(?:ed|s)|ask(?:ed|"
        r"s|ing)|told|offer(?:ed|s|ing)) ~(?:get |to get )?(?:her|him|them) (?:to (?:come|go|get)|in ?to|in|a "
        r"lift) ~(?:with|in|into|him|car|van|back|lift|house)"
    ),
    r"sex ~with ~{CHILD}",
    r"{CHILD} ~(?:prostitut\w*|sexualised|naked|sending (?:nudes|pictures))",
    r"(?:safeguarding|child protection|social services) (?:concern|issue|risk)",
    (
        r"{CHILD} ~(?:drinking|drunk|vaping|smoking|snorting|injecting|using drugs|doing (?:balloons|drugs|nos)|"
        r"buying|sold|being sold|given|offered|dealing|hold|carrying|hiding|told to hide|delivering|knives|knife|"
        r"machetes?) ~(?:{DRUGS}|cider|vodka|beer|alcohol|lager|spirits|vapes?|balloons?|packages?|cigarettes|"
        r"knives|knife|bags? for)"
    ),
    (
        r"{CHILD} (?:is |are |was |were )?(?:drinking|vaping|smoking|dealing|injecting|getting drunk|getting high|"
        r"off their (?:heads?|faces?))(?! (?:water|fountain|shelter|area|and driving))"
    ),
    (
        r"(?:mak\w*|made|get\w*|got|forc\w*|us(?:e|es|ing)|pay\w*|tell\w*|told|ask\w*) ~(?:{CHILD}|younger ones|"
        r"little ones|young ones|youngsters) ~(?:hold|hide|carry|deliver|sell|run|steal|deal|beg|rob)"
    ),
    (
        r"{CHILD} ~(?:out|outside|roaming|wandering|about|street|park|roads?) ~(?:at |after |past |till |until "
        r")?(?:midnight|[1-4] ?am|all hours|late at night|in (?:nappies|pyjamas)|barefoot|all night)"
    ),
    (
        r"(?:weird|creepy|strange|odd|dodgy|older|grown|suspicious|dirty|naked|drunk) (?:old )?(?:m[ae]n|blokes?|"
        r"guys?|males?|persons?|couple|woman) ~(?:talk\w*|by|near|at|watch\w*|follow\w*|approach\w*|around|ask\w*|"
        r"star\w*|outside|next) ~(?:to |at )?~(?:{CHILD}|school|playground|nursery|swings)"
    ),
    (
        r"(?:scream\w*|shout\w*|yell\w*|swear\w*) at (?:her|his|their|the|a|my) (?:\w+ )?(?:baby|child|children|"
        r"kids?|toddler|little one|daughter|son)"
    ),
    r"{CHILD} ~(?:screaming|crying|scream|cry) ~(?:thuds?|bangs?|hours|in pain|all night)",
    (
        r"(?:ask\w*|offer\w*|tell\w*|told|invit\w*|mess\w*) (?:my|our|a|the|her|his|two|some|little|young|small) "
        r"?~{CHILD} ~(?:if|to|want\w*|see|get|come|for) ~(?:pupp(?:y|ies)|kittens?|sweets|car|van|house|lift|flat|"
        r"home|money|pictures|photos)"
    ),
    (
        r"{CHILD} ~(?:different|older|grown|adult|random|men's) ~(?:cars?|m[ae]n|blokes|house) ~(?:night|every|"
        r"each|outside|evening)"
    ),
    (
        r"{CHILD} ~(?:gets?|getting|got|climb\w*|lured|pulled|dragged|taken) (?:in|into|in to) ~(?:car|cars|van|"
        r"vans|taxi)"
    ),
    r"{CHILD} ~(?:by|on) (?:himself|herself|themselves|his own|her own|their own)",
    r"neglect(?:s|ed|ing)? ~{CHILD}",
    r"{CHILD} ~sleeping (?:rough|in a tent|outside|in (?:the|a) (?:park|car|doorway|tent|underpass|bushes))",
    r"{CHILD} ~being (?:given|sold|fed|offered|shown|passed)",
)
"""Needles where children play are not among them, needles in their hands are."""
