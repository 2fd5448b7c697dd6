"""The text in HTML, for where nobody looks at the markup."""

import re
from collections.abc import Iterator
from html import unescape

# Possessive, so that a tag that never ends is read once and not once for each of its letters.
_MARKUP = re.compile(r"<!--|<(/?)([a-z][a-z0-9]*+)[^<>]*+>|<[!?][^<>]*+>", re.IGNORECASE)
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_BLOCKS = frozenset(
    {"address", "blockquote", "br", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
    | {"pre", "table", "tr", "ul"}
)
# Python refuses to read an integer of thousands of digits; no character has a number of more than seven.
_LONG_NUMBER = re.compile(r"(&#[0-9]{20})[0-9]++")
_BLANK_LINES = re.compile(r"\n{3,}")


def html_text(html: str, *, enough: int | None = None) -> str:
    """The text that a reader of this HTML sees, one line a block; without markup, comments, scripts and styles.

    Total, and linear in the length of its input: it never looks twice at a stretch of it. With `enough` it ends at the
    end of a line, once it has so many characters; up to there it is the same.
    """
    lines: list[str] = []
    length = 0
    for line in _lines(html):
        lines.append(" ".join(unescape(_LONG_NUMBER.sub(r"\1", line)).split()))
        length += len(lines[-1])
        if enough is not None and length >= enough:
            break
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _lines(html: str) -> Iterator[str]:
    line: list[str] = []
    for piece in _pieces(html):
        if piece == "\n":
            yield "".join(line)
            line = []
        else:
            line.append(piece)
    yield "".join(line)


def _pieces(html: str) -> Iterator[str]:
    lower = html.lower()
    lower = lower if len(lower) == len(html) else html
    position = 0
    while found := _MARKUP.search(html, position):
        yield html[position : found.start()].replace("\n", " ")
        position = found.end()
        tag = (found[2] or "").lower()
        if found[0] == "<!--":
            position = _next(lower, "-->", position) + len("-->")
        elif tag in _UNSEEN and not found[1]:
            position = _next(lower, f"</{tag}", position)
        elif tag in _BLOCKS:
            yield "\n"
    yield html[position:].replace("\n", " ")


def _next(html: str, end: str, position: int) -> int:
    """Where the unseen part ends; all the rest is unseen when it never does."""
    found = html.find(end, position)
    return len(html) if found < 0 else found
