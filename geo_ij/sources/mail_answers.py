"""Find the answers to the scheme's two questions in the words of an e-mail, and leave out what nobody wrote for it."""

import re
from typing import NamedTuple

from geo_ij.sources.mail_farewell import Message, messages_in, without_farewell

_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
_PIECES = {
    # What is read is not given back, and marks are read from the first of them alone: else each of many would be gone
    # through again from each.
    "MARKS": r"[ \t>*_\#•·\-\u2013(\[]*+",
    "BEGIN": r"(?<![ \t>*_\#•·\-\u2013(\[])",
    "NUMBER": r"(?:(?:[qa]|question|answer)?[ \t]*[12][ \t]*[.):\-\u2013]+[ \t]*|(?:q|question)[ \t]*[12][ \t]+)?[*_]*",
    "END": r"[ \t]*+[?:]*+[*_\])]*+[ \t]*+[:?\-\u2013]*+[*_]*+",
}


def _pattern(text: str) -> re.Pattern[str]:
    for name, piece in _PIECES.items():
        text = text.replace(name, piece)
    return re.compile(text, re.IGNORECASE | re.MULTILINE | re.VERBOSE)


# The words of the questions may be wrapped anywhere, and each may be quoted in part. The shortest forms count only
# where a line begins with them, and a label ("Issue:") only with its colon.
_FIRST = _pattern(r"""
    (?: BEGIN MARKS NUMBER what (?:\s+is|\s*['\u2019]?s) \s+the\s+issue (?:\s*+,)? \s++(?:and|&)\s+where (?:\s+is\s+it)?
      | ^ MARKS NUMBER what (?:\s+is|\s*['\u2019]?s) \s+the\s+issue \b (?=[*_ \t]*(?:[?:]|$))
      | ^ MARKS NUMBER (?:the\s+)? issue (?: \s*+(?:,\s*+)?(?:and|&|/)\s*(?:where|location|place) )? (?=[*_]*[ \t]*[:?])
    ) END
""")
_SECOND = _pattern(r"""
    (?: BEGIN MARKS NUMBER what\s+(?:kinds?|sorts?|types?)\s+of\s+ (?:repar\w+\s+)? (?:activit\w+|work)
        (?: \s+would\s+you\s+like (?: (?:(?!\n[ \t]*\n)[^?]){0,120}? implement\w* )? | (?=[*_ \t]*(?:[?:]|$)) )
      | ^ MARKS NUMBER (?:(?:suggested|repar\w+)\s+){0,3} activit(?:y|ies)
        (?: \s+(?:you\s+would\s+like|suggested|requested) )?
        (?=[*_]*[ \t]*[:?])
    ) END
    (?: \s*[(*_]* for\s+example,? \s+litter[\s\-]+picking,? \s+rubbish\s+clearance,? \s+(?:or|and|&)
        \s+maintenance\s+of\s+(?:the\s+)?community\s+areas? \)?[.?]? )?
    END
""")
_LABELLED_1, _LABELLED_2 = (
    _pattern(rf"^[ \t*_]*+ (?:[qa]|question|answer)? [ \t]*+ {number} [ \t*_]*+ [.):\-\u2013]+ [ \t*_]*")
    for number in "12"
)
_ANSWER_LABEL = re.compile(r"\A(?:answer|ans|a)[ \t]*[12]?[ \t]*[:=]\s*", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(?:see|answers?|replies|comments?|respon\w+|fyi|for your (?:information|attention)|forward\w*|one for you)\b",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(
    r"^(?:-+ ?(?:forwarded|original) message ?-+|begin forwarded message:|[* ]*(?:from|sent|to|cc|subject|date|reply-to"
    r"|od|do|temat|data|wysłano):.*|on .{5,120}wrote:)$",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_POINTER = 160
"""Characters of a line that only says "see my answers below" or passes a message on."""


class Answers(NamedTuple):
    """What somebody wrote: what the issue is and where, and what they would like done (empty where they did not say).

    `asked` says that the two questions were found, so that the second part is known to be their answer.
    """

    issue: str
    activities: str
    asked: bool


def answers_in(text: str, *, passed_on: bool = False) -> Answers:
    """Find the two answers; `passed_on` says that the subject speaks of a forwarded message."""
    messages = messages_in(text)
    top = messages[0].words if messages and not messages[0].headers else ""
    rest = "\n".join(one.words for one in (messages[1:] if top else messages))
    own = without_farewell(_unquoted(top))
    found = _between_questions(top) or _by_number(own, asked=bool(_FIRST.search(_flat(rest))))
    if found is not None:
        return found
    below = _between_questions(rest, quoted=True)
    if below is not None and below.issue:
        return below
    is_pointer = len(own) <= LONGEST_POINTER and bool(_POINTER.search(own))
    if below is not None:
        # Without an answer above them, what stands below both questions answers both.
        return Answers(own, below.activities, asked=True) if own and not is_pointer else _both(own, below.activities)
    if rest.strip() and (not own or passed_on or is_pointer):
        passed = _passed_on(rest)
        if passed.issue:
            return passed if is_pointer else passed._replace(issue=_both(passed.issue, own).issue)
    return Answers(own, "", asked=False)


def _both(first: str, second: str) -> Answers:
    words = "\n\n".join(part for part in (first, _HEADER_LINE.sub("", second).strip()) if part)
    return Answers(words, "", asked=False)


def _between_questions(text: str, *, quoted: bool = False) -> Answers | None:
    """Read what stands below each question, or None without them; `quoted` says that an older message holds them."""
    flat = _flat(text)
    first, second = _FIRST.search(flat), _SECOND.search(flat)
    if first is None and second is None:
        return None
    issue = activities = before = ""
    if first is not None:
        end = second.start() if second is not None and second.start() > first.end() else len(flat)
        issue = _answer(text, flat, first, end)
        before = flat[: first.start()]
    if second is not None:
        end = first.start() if first is not None and first.start() > second.end() else len(flat)
        activities = _answer(text, flat, second, end)
        before = flat[: min(second.start(), first.start() if first is not None else len(flat))]
    if first is None and not quoted:
        issue = without_farewell(_unquoted(before))
    if not issue and not quoted:
        # It was answered above the questions, which stand below without a mark.
        issue = without_farewell(before)
    if quoted and not issue and not _is_inline(text, flat, second):
        return None
    return Answers(issue, activities, asked=True) if issue or activities else None


def _is_inline(text: str, flat: str, second: "re.Match[str] | None") -> bool:
    """Say whether the second question of a quoted message was answered below it: by lines that are not quoted."""
    return second is not None and _depth_at(text, flat, second.start()) > 0


def _answer(text: str, flat: str, question: "re.Match[str]", end: int) -> str:
    """Give what stands between a question and the next, without the lines that are quoted as the question is."""
    depth = _depth_at(text, flat, _first_letter(question))
    begin_line, end_line = flat.count("\n", 0, question.end()), flat.count("\n", 0, end)
    lines = text.split("\n")[begin_line : end_line + 1]
    plain = flat.split("\n")[begin_line : end_line + 1]
    # What stands on the line of the question itself was written there, however deep the line is quoted.
    plain[0] = flat[question.end() :].partition("\n")[0]
    if end < len(flat):
        line_start = flat.rfind("\n", 0, end) + 1
        plain[-1] = flat[max(line_start, question.end()) : end]
    kept = [
        words
        for number, (line, words) in enumerate(zip(lines, plain, strict=True))
        if number == 0 or depth == 0 or _depth(line) < depth
    ]
    return without_farewell(_ANSWER_LABEL.sub("", "\n".join(kept).strip(" \t\n*_:->\u2013")))


def _first_letter(question: "re.Match[str]") -> int:
    """Give where the words of a question begin, behind its marks and the ends of lines before it."""
    return question.start() + next((i for i, letter in enumerate(question.group()) if letter.isalnum()), 0)


def _by_number(own: str, *, asked: bool) -> Answers | None:
    """Read answers that are only numbered, as the questions are; without the questions, only "A1:" or "Q1:" will do."""
    first, second = _LABELLED_1.search(own), _LABELLED_2.search(own)
    if first is None or second is None or second.start() < first.end():
        return None
    if not asked and not re.search("[qa]", f"{first.group()}{second.group()}", re.IGNORECASE):
        return None
    return Answers(own[first.end() : second.start()].strip(), own[second.end() :].strip(), asked=True)


def _passed_on(rest: str) -> Answers:
    """Read the newest message of those that somebody passed on."""
    for one in messages_in(_flat(rest)):
        body = without_farewell(_without_headers(one))
        if len(body) > 3:
            found = _between_questions(body)
            return found if found is not None else Answers(body, "", asked=False)
    return Answers("", "", asked=False)


def _without_headers(message: Message) -> str:
    body = message.words.replace(message.headers, "", 1) if message.headers else message.words
    return _HEADER_LINE.sub("", body).strip()


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _depth(line))


def _flat(text: str) -> str:
    """Take the marks of quoting off, line by line: places in both texts are on the same lines."""
    return "\n".join(_QUOTE.sub("", line) for line in text.split("\n"))


def _depth(line: str) -> int:
    found = _QUOTE.match(line)
    return found.group().count(">") if found else 0


def _depth_at(text: str, flat: str, place: int) -> int:
    return _depth(text.split("\n")[flat.count("\n", 0, place)])
