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
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def html_text(html: str) -> str:
    """The text that a reader of this HTML sees, one line a block; without markup, comments, scripts and styles.

    Total, and linear in the length of its input: it never looks twice at a stretch of it.
    """
    lines = "".join(_pieces(html)).split("\n")
    text = "\n".join(_SPACES.sub(" ", unescape(_LONG_NUMBER.sub(r"\1", line))).strip() for line in lines)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _pieces(html: str) -> Iterator[str]:
    lower = html.lower() if len(html.lower()) == len(html) else html
    position = 0
    while found := _MARKUP.search(html, position):
        yield _SPACES.sub(" ", html[position : found.start()])
        position = found.end()
        tag = (found[2] or "").lower()
        if found[0] == "<!--":
            position = _next(lower, "-->", position) + len("-->")
        elif tag in _UNSEEN and not found[1]:
            position = _next(lower, f"</{tag}", position)
        elif tag in _BLOCKS:
            yield "\n"
    yield _SPACES.sub(" ", html[position:])


def _next(html: str, end: str, position: int) -> int:
    """Where the unseen part ends; all the rest is unseen when it never does."""
    found = html.find(end, position)
    return len(html) if found < 0 else found
