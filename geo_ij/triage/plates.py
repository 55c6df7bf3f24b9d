"""Find the registration plates of vehicles in a text, and leave postcodes, roads and grid references alone."""

import re
from collections.abc import Iterator

_LETTER = "[A-HJ-NPR-Y]"
"""Letters of a plate: I and Q are not used."""

_CURRENT = re.compile(rf"(?<![^\W_])({_LETTER}{{2}})[ .-]?([0-9]{{2}})([ .-]{{0,2}})([A-HJ-PR-Z]{{3}})(?![^\W_])", re.I)
_SPREAD = re.compile(rf"(?<![^\W_])(?:{_LETTER} ){{2}}(?:[0-9] ){{2}}(?:[A-HJ-PR-Z] ){{2}}[A-HJ-PR-Z](?![^\W_])", re.I)
_PREFIX = re.compile(r"(?<![^\W_])([A-HJ-NPR-TV-Y])([0-9]{1,3})([ .-]{0,2})([A-HJ-PR-Z]{3})(?![^\W_])", re.I)
_SUFFIX = re.compile(r"(?<![^\W_])([A-HJ-PR-Z]{3})([ .-]{0,2})([0-9]{1,3})([A-HJ-NPR-TV-Y])(?![^\W_])", re.I)
_PREFIX_APART = re.compile(r"(?<![^\W_])([A-HJ-NPR-TV-Y]) ([0-9]{1,3})( )([A-HJ-PR-Z]{3})(?![^\W_])")
_NORTHERN_IRISH = re.compile(r"(?<![^\W_])([A-Z][IZ][A-Z]|[A-Z]{2}Z)( ?)([0-9]{3,4})(?![^\W_])")
_TOLD = re.compile(
    r"\b(?:reg(?:istration)?(?: (?:no|number|plate|mark))?|number ?plates?|plates?|vrm|vrn)\b"
    r"\.?[^\n\[\].]{0,20}?[\s:.\"'(]([A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z]|"
    r"[A-Z]{2,3} ?[0-9]{1,4}|[0-9]{1,4} ?[A-Z]{2,3})(?![^\W_])",
    re.I,
)
"""Whatever has the shape of a plate where the text says that one follows; the dateless ones are known by this alone."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = _words(
    """act add adj age ago aid air all amp and any apr apt are arm art asb ash ask aug ave bad bag bar bat bay bbc bed
    bee beg ben bet big bin bit bmw bmx bnq bow box boy bst bug bun bus but buy cab can cap car cat cid cnr cod cop
    cow cps csp cul cup cut dad dam day dec did die dig dim dip dob dog dot dry due duo dvd ear eat egg elm end ent
    era est etc eve ewe eye far fat feb fed fee few fig fir fit fix flt fly fog for fox fri fun fur gap gas get gmt
    god got gun guy gym had has hat hay hen her hey hid him hip his hit hop hot how hub hug hut ice ill ink inn its
    ivy jam jan jar jaw jcn jct jet jnc jnr job joe jog joy jpg jul jun key kfc kid kit lad lap law lay led leg let
    lhs lid lip lit log lot low ltd mad man mar mat may mcd men met mid mix mob mon mop mot mrs mud mug mum nan nap
    net new nhs nil non nor nos not nov now ntl nut oak oct odd off oil old one opp our out own pad pal pan par pay
    pcn pcs pdf pea pen per pet pie pig pin pit plc ply png pop pos pot pub put pvc rac ram ran rat raw rds rec red
    rep rhs rib rid rim rob rod rot row rta rtc rub rug rum run sad sap sat saw sea see sep set sew she shy sin sir
    sit six sky sob son spy sts sub sum sun suv tag tan tap tar tax tba tbc tea ten the thu tie tin tip tnt toe ton
    too top tow toy try tub tue two uni usa use van vat vet vhs via vow war was wax way web wed wet who why wig win
    won yes yet yew yob you zoo"""
)
"""Words and short forms of three letters that follow a number or a postcode district, or stand before a number."""

_SHORT_WORDS = _words("am pm at by in is it no of on or st th nd rd to up us we an as be do go he if me my so")
_ROAD_LETTERS = frozenset("ABM")
_POSTCODE_DISTRICT = re.compile(r"(?:NN|MK|PE|LE|OX|CV|SP|TL|TF|SK|TG|SU)[0-9]{1,2}", re.I)
"""Districts around, and squares of the national grid, that look like a dateless plate."""


def plates_in(text: str) -> Iterator[tuple[int, int]]:
    """Give from where up to where each registration plate stands; one may be given twice.

    The current form (AB12 CDE), those with a letter for the year first or last (A123 BCD, ABC 123D), Northern Irish
    ones in capitals (AIA 1234), and any other shape of plate where the text says that one follows ("reg 123 ABC").
    """
    for match in _CURRENT.finditer(text):
        if not (match[3] and _is_word(match[4])):
            yield match.span()
    for match in _SPREAD.finditer(text):
        yield match.span()
    for match in (*_PREFIX.finditer(text), *_PREFIX_APART.finditer(text)):
        # "the A43 opp", "M1 jct", "A45 Esso": a road and a word.
        is_road = match[1].upper() in _ROAD_LETTERS and not match[4].isupper()
        if not match[3] or not (is_road or _is_word(match[4])):
            yield match.span()
    yield from _with_letters_first(text)
    for match in _TOLD.finditer(text):
        if _is_told(match[1]):
            yield match.span(1)


def _with_letters_first(text: str) -> Iterator[tuple[int, int]]:
    for match in _SUFFIX.finditer(text):
        # "the 12a", "flt 3c": a word and the number of a house or flat.
        if not _is_word(match[1]) and (not match[2] or match[1].isupper() or len(match[3]) == 3):
            yield match.span()
    for match in _NORTHERN_IRISH.finditer(text):
        if not (match[2] and _is_word(match[1])):
            yield match.span()


def _is_word(letters: str) -> bool:
    """Say whether three letters are a word; in capitals too, for many people write in capitals."""
    return letters.casefold() in _WORDS


def _is_told(plate: str) -> bool:
    letters = "".join(letter for letter in plate if letter.isalpha()).casefold()
    if len(letters) == 5:
        return True
    return not _POSTCODE_DISTRICT.match(plate) and letters not in _WORDS and letters not in _SHORT_WORDS
