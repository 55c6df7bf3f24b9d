"""Read the words of an e-mail that came as a page (HTML), line by line, however the page was made."""

import re

from bs4 import BeautifulSoup, CData, Tag
from bs4.element import NavigableString, PageElement

LONGEST_HTML = 400_000

_BLOCKS = {
    "address", "article", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_WITHOUT_WORDS = {"head", "title", "template", "noscript", "svg", "object", "iframe"}
_TAGS = {*_BLOCKS, *_WITHOUT_WORDS, "br"}

# The time that the parser takes for marks that do not end grows with the square of their number, or worse. Here nothing
# that is looked at is looked at again from each "<" before it: no piece but a comment, a script or up to three values
# in quotes, of 200 letters each, goes beyond the next "<", and none gives back what it took.
_VALUES = r"""(?: [^<>"'] | "[^"<]*+" | '[^'<]*+' )*+"""
_ATTRIBUTES = rf"""(?: {_VALUES} (?: (?: "[^"\n]{{0,200}}+" | '[^'\n]{{0,200}}+' ) {_VALUES} ){{0,3}}+ | [^<>]*+ )"""
_MARKUP = re.compile(
    rf"""
    <!-- .*? (?: --!?> | \Z )
  | <(?P<code>script|style)(?=[\s/>]) {_ATTRIBUTES} > .*? (?: </(?P=code) [^<>]*+ > | \Z )
  | <[!?] [^<>]*+ >
  | <(?P<end>/?) (?P<name>[a-z][^\s/<>]*+) {_ATTRIBUTES} >
  | <
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def lines_of_html(html: str) -> str:
    """Give the words of a page as lines, without scripts, styles and what is hidden."""
    page = BeautifulSoup(_MARKUP.sub(_plain, html[:LONGEST_HTML]), "html.parser")
    lines = [" ".join(line.split()) for line in _words(page).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(found: "re.Match[str]") -> str:
    """Keep of a tag what says where lines end, and of what is no tag the sign that it began with."""
    if found.group() == "<":
        return "&lt;"
    name = (found["name"] or "").casefold()
    return f"<{found['end']}{name}>" if name in _TAGS else ""


def _words(page: Tag) -> str:
    """Gather the words in their order, with the ends of lines around what stands by itself.

    Each element is met once, however deep it lies: tags within tags may be as many as the page is long.
    """
    words: list[str] = []
    waiting: list[PageElement | str] = [page]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Tag):
            if one.name == "br":
                words.append("\n")
            elif one.name not in _WITHOUT_WORDS:
                if one.name in _BLOCKS:
                    words.append("\n")
                    # Two, where a paragraph ends: the next question must not run into this answer.
                    waiting.append("\n\n" if one.name == "p" else "\n")
                waiting.extend(reversed(one.contents))
        elif not isinstance(one, NavigableString) or type(one) in {NavigableString, CData}:
            words.append(str(one))
    return "".join(words)
