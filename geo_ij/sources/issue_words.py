"""Know an issue, and what somebody would like done, by the words that people use for it."""

import re

from geo_ij.vocabulary import Activity, Issue

# Each line is a pattern for whole words; words in capitals stand for the pieces below, and capitals in
# a text do not matter. Some words are Welsh or Polish.

ISSUE_WORDS: dict[Issue, str] = {
    Issue.LITTER: r"""
        litt?er(?:ed|ing)?
        crisp packets?
        beer cans?
        cans
        (?<!broken )(?<!smashed )bottles?
        wrappers?
        takeaway (?:boxes|packaging|cartons)
        cigarette (?:ends?|butts?)
        fag ends?
        chewing gum
        vapes?
        overflowing
    """,
    Issue.FLY_TIPPING: r"""
        fly[- ]?tip(?:ped|ping|pers?|s)?
        dump(?:ed|ing|s)
        dumping ground
        mattress(?:es)?
        sofas?
        settees?
        fridges?
        freezers?
        washing machines?
        tyres?
        rubble
        bin ?bags?
        black bags?
        bags of rubbish
        (?:building|builders'?|household|garden) waste
        shopping trolle(?:y|ys|ies)
        old furniture
        tipio anghyfreithlon
    """,
    Issue.GRAFFITI: r"""
        graff?itt?i(?:ed)?
        gr?aff?iti
        tag(?:s|ged|ging)
        spray[- ]?paint(?:ed|ing)?
        sprayed
        (?:racist|offensive|rude) (?:words?|writing|slogans?|drawings?)
        daubed
        scrawled
        drawn (?:all )?over
        marker pens?
        swastikas?
    """,
    Issue.FLY_POSTING: r"""
        fly[- ]?post(?:ed|ing|ers?)?
        posters?
        stickers?
        leaflets? (?:stuck|pasted|taped)
        (?:illegal|unauthorised) (?:adverts?|signs?)
    """,
    Issue.OVERGROWN_VEGETATION: r"""
        overgrow[a-z]*
        over grown
        brambles?
        nettles?
        weeds?
        hedges?
        hedgerows?
        ivy
        undergrowth
        long grass
        grass (?:is|has) (?:so |very |too |not )?(?:long|high|been cut)
        (?:branches|trees?) (?:blocking|hanging|overhanging)
        overhanging
        needs? cutting back
        wedi gordyfu
    """,
    Issue.BROKEN_GLASS: r"""
        broken (?:glass|bottles?)
        smashed (?:glass|bottles?|windows?)
        (?:glass|shards) (?:everywhere|all over)
        shards
        glass
        szkł[oa]
    """,
    Issue.DRUG_LITTER: r"""
        needles?
        syringes?
        sharps
        drug (?:litter|paraphernalia|waste|bags?)
        drugs? bags?
        baggies
        (?:nitrous|nos|laughing gas)(?: oxide)? (?:canisters?|cylinders?|bottles?)
        canisters?
        foils?
        crack pipes?
        nodwyddau
        strzykawk\w+
        igły
    """,
    Issue.DOG_FOULING: r"""
        dog(?:gy|s'?|'s)? ?(?:mess|poo|poop|fouling|dirt|muck|waste|faeces|excrement|shit)
        dog foul[a-z]*
        poo bags?
        (?:dogs?|owners?)[^.]{0,40}(?:mess|fouling|foul|poo)
        baw ci
        psi[ea] odchod\w+
    """,
    Issue.DAMAGED_PUBLIC_PROPERTY: r"""
        THINGS[^.]{0,60}DAMAGED
        DAMAGED[^.]{0,60}THINGS
        vandali[sz](?:ed|m|ing)
    """,
    Issue.NEGLECTED_SPACE: r"""
        neglect(?:ed)?
        run[- ]?down
        unkempt
        derelict
        abandoned (?:garden|land|plot|site|garages?)
        eyesore
        wasteland
        waste ground
        (?:looks?|looking) (?:a )?(?:mess|tired|terrible|awful|shabby|sad)
        state of disrepair
        disrepair
        peeling(?: paint)?
        needs? (?:some )?(?:a )?(?:tidy|tlc|attention)
        nobody looks after
        uncared[- ]for
        zaniedban\w+
    """,
}

ACTIVITY_WORDS: dict[Activity, str] = {
    Activity.LITTER_PICKING: r"""
        litter[- ]?pick(?:s|ing|ed|ers?)?
        pick(?:ing)? (?:up )?(?:all )?(?:the |that |this )?(?:litter|rubbish)
        pick(?:ing)? (?:it|them) (?:all )?up
        casglu sbwriel
        sprzątani\w+
    """,
    Activity.RUBBISH_CLEARANCE: r"""
        (?:rubbish|waste|fly[- ]?tip(?:ping)?|junk) (?:clearance|clearing|removal|collection)
        clear(?:ing|ed)? (?:up |away |out )?THE(?:rubbish|waste|dump\w*|mess|fly[- ]?tip\w*)
        REMOVE THE(?:rubbish|waste|mattress(?:es)?|sofas?|tyres?|fly[- ]?tip\w*|trolle\w+)
        rubbish (?:to be )?(?:cleared|removed|taken away)
        clear(?:ed|ing)? (?:it |them |this |that )?(?:all )?(?:up|away)
        clean[- ]?up
    """,
    Activity.GRAFFITI_REMOVAL: r"""
        graff?itt?i (?:removal|removing|cleaning|(?:to be )?(?:removed|cleaned|scrubbed|painted))
        REMOVE THE(?:graff?itt?i|tags|tagging|spray paint)
        (?:scrub|clean|wash)(?:bed|ed|bing|ing)? (?:it )?off
        paint(?:ed|ing)? (?:it )?over
    """,
    Activity.FLY_POSTING_REMOVAL: r"""
        REMOVE THE(?:posters?|stickers?|fly[- ]?post\w*)
        (?:poster|sticker|fly[- ]?post\w*) removal
        tak(?:e|en|ing) THE(?:posters?|stickers?) down
    """,
    Activity.VEGETATION_CLEARANCE: r"""
        (?:vegetation|bramble|hedge|weed|scrub|ivy) (?:clearance|clearing|cutting|trimming|removal)
        cut(?:ting)? (?:it |them |this |the [a-z]+ |[a-z]+ )?back
        (?:cut|trim|prun)(?:ting|ming|ing|med|ed|e)? (?:down )?(?:back )?THEGREEN
        REMOVE THEGREEN
        weeding
        hedge[- ]?(?:cutting|trimming)
        grass[- ]?cutting
        mow(?:ed|ing|n)?
        strimm(?:ed|ing)
        clear(?:ing|ed)? (?:back )?THE(?:undergrowth|vegetation|GREEN)
    """,
    Activity.GROUNDWORK: r"""
        groundworks?
        (?:lay|laying|relay|level|levelling|dig|digging) (?:a |the )?(?:path|ground|gravel)
    """,
    Activity.GARDENING_PLANTING: r"""
        gardening
        (?:re)?plant(?:ing|ed)?
        (?:community )?garden(?:s|ed)? tid\w+
        wildflowers?
    """,
    Activity.PAINTING: r"""
        (?:re)?paint(?:ed|ing)? (?:of )?THETHINGS
        repaint(?:ed|ing)?
        THINGS (?:to be |being |be )?painted
        (?:lick|coat) of paint
        painting
        decorating
        murals?
    """,
    Activity.MINOR_REPAIRS: r"""
        repair(?:s|ed|ing)?
        mend(?:ed|ing)?
        fix(?:ed|ing)?
        (?:replace|replacing) (?:the |a )?(?:bench(?:es)?|bins?|slats?|panels?|signs?|fenc\w+)
    """,
    Activity.STREET_CLEANING: r"""
        street[- ]?(?:clean(?:ing|ed)?|sweep(?:ing)?)
        sweep(?:ing)?(?: up)?
        swept
        (?:jet|pressure|power)[- ]?wash\w*
        (?:clean|wash)(?:ing|ed)? (?:down )?THE(?:streets?|pavements?|road|underpass|steps|subway)
    """,
    Activity.PATH_ALLEY_CLEARANCE: r"""
        clear(?:ing|ed)? (?:back |up |out )?THE(?:foot)?(?:paths?|alley(?:way)?s?|jitt(?:y|ies)|ginnel|walkway|passage)
        (?:foot)?(?:path|alley(?:way)?|jitty|walkway) (?:clearance|clearing|(?:to be )?cleared)
    """,
    Activity.COMMUNITY_AREA_MAINTENANCE: r"""
        maintenance
        maintain(?:ed|ing)?
        tid(?:y|ied|ying)(?:[- ]?up| it)?
        look(?:ed|ing)? after
        upkeep
        general clean
    """,
    Activity.COMMUNITY_VENUE_SUPPORT: r"""
        (?:help|work|support|volunteer)(?:ing)? (?:out )?(?:at|in|with|for) THEVENUES
    """,
}

PIECES = {
    "THE": r"(?:(?:off|over|up|all|of|the|this|that|these|those|our|local) )*",
    "REMOVE": r"(?:remov(?:e|ed|ing)|tak(?:e|en|ing) (?:away|down)|get rid of|clean(?:ed|ing)?|scrub(?:bed|bing)?"
    r"|wash(?:ed|ing)?|scrap(?:e|ed|ing)|paint(?:ed|ing)? over|pull(?:ing)? up|dig(?:ging)? (?:up|out))",
    "GREEN": r"(?:brambles?|hedges?|bushes|weeds?|grass|nettles?|ivy|trees?|branches)",
    "THINGS": r"(?:bench(?:es)?|bins?|signs?|lights?|lamp ?posts?|fenc(?:e|es|ing)|gates?|swings?|slides?|shelters?"
    r"|bollards?|railings?|walls?|garages?|goal ?posts?|phone ?box|play equipment|street ?lights?|noticeboards?)",
    "DAMAGED": r"(?:broken|smashed|damaged|vandali[sz]ed|burnt|burned|kicked|bent|ripped|missing|torn|snapped|melted)",
    "VENUES": r"(?:community cent(?:re|er)|village hall|church hall|food ?bank|charity shop|youth club|library)",
}
"""What stands for a list of words in the patterns above."""

RUBBISH = r"""
    rubbish
    trash
    śmieci(?:ami)?
    sbwriel
"""
"""Litter, unless words that say fly-tipping stand beside them: what was dumped is rubbish as well."""


def issues_in(text: str) -> tuple[Issue, ...]:
    """Name the issues that the words speak of, in the order of the list; none when no word is known."""
    flat = " ".join(text.split())
    found = {issue for issue, pattern in _ISSUES.items() if pattern.search(flat)}
    if Issue.FLY_TIPPING not in found and _RUBBISH.search(flat):
        found.add(Issue.LITTER)
    return tuple(issue for issue in Issue if issue in found)


def activities_in(text: str) -> tuple[Activity, ...]:
    """Name what the words would like done, in the order of the list; none when no word is known."""
    flat = " ".join(text.split())
    return tuple(activity for activity, pattern in _ACTIVITIES.items() if pattern.search(flat))


def _whole_words(lines: str) -> re.Pattern[str]:
    patterns = "|".join(line.strip() for line in lines.strip().split("\n"))
    for name, words in PIECES.items():
        patterns = patterns.replace(name, words)
    return re.compile(rf"(?<!\w)(?:{patterns})(?!\w)", re.IGNORECASE)


_ISSUES = {issue: _whole_words(words) for issue, words in ISSUE_WORDS.items()}
_ACTIVITIES = {activity: _whole_words(words) for activity, words in ACTIVITY_WORDS.items()}
_RUBBISH = _whole_words(RUBBISH)
