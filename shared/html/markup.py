"""The tags and texts of HTML, read as browsers read them (WHATWG HTML §13.2.5). Linear in the length of its input."""

import re
from collections.abc import Iterator
from enum import IntEnum
from html import unescape

RAW = frozenset({"script", "style", "title", "iframe", "noembed", "noframes", "textarea", "xmp"})
"""Elements in which there are no tags. A frame without scripts shows what is in noscript."""
SHOWN_RAW = frozenset({"textarea", "xmp"})
# Possessive: what was once passed is not looked at again.
_TAG = re.compile(
    r"<(/?)([a-z][^\s/>]*+)"
    r"""((?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+|=)*+)>""",
    re.IGNORECASE,
)
_NO_TAGS = re.compile("<(?:<(?=<))*+")
_COMMENT_END = re.compile("--!?>")
_ATTRIBUTE = re.compile(r"""(=?[^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>][^\s>]*+))?+)?+|[\s/]++|=""")
# Python refuses to read an integer of thousands of digits; no character has a number of more than seven.
_LONG_NUMBER = re.compile(r"(&#x?[0-9a-f]{20})[0-9a-f]++", re.IGNORECASE)


class Kind(IntEnum):
    """What a piece is; RAW is an element in which there are no tags, with what it holds."""

    TEXT = 0
    START = 1
    END = 2
    RAW = 3


Piece = tuple[Kind, str, str]
"""Kind, the element's name in small letters, and the text or the attributes as they are written."""


def pieces(html: str) -> Iterator[Piece]:
    """All of it in order, without comments; a tag that never ends takes the rest with it, as it does in browsers."""
    position = 0
    text, start, end = Kind.TEXT, Kind.START, Kind.END
    while (at := html.find("<", position)) >= 0:
        if at > position:
            yield text, "", resolved(html[position:at])
        found = _TAG.match(html, at)
        if found is None:
            literal, position = _no_tag(html, at)
            if literal:
                yield text, "", literal
            continue
        position = found.end()
        name = found[2].lower()
        if found[1]:
            yield end, name, ""
        elif name in RAW:
            content, position = _raw(html, name, position)
            yield Kind.RAW, name, content
        else:
            yield start, name, found[3]
    if position < len(html):
        yield text, "", resolved(html[position:])


def resolved(text: str) -> str:
    """The text with its character references resolved, without U+0000."""
    if "\0" in text:
        text = text.replace("\0", "")
    return unescape(_LONG_NUMBER.sub(r"\1", text)) if "&" in text else text


def attributes(written: str) -> dict[str, str]:
    """By name in small letters; of a name that stands twice the first."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        if match[1]:
            found.setdefault(match[1].lower(), resolved(match[2] or match[3] or match[4] or ""))
    return found


def _no_tag(html: str, at: int) -> tuple[str, int]:
    """What "<" is where no tag begins, and where it ends: a letter, a comment, or a tag without an end."""
    if html.startswith("<!--", at):
        if html.startswith(("-->", "->"), at + 4):
            return "", html.index(">", at + 4) + 1
        if html.startswith(">", at + 4):
            return "", at + 5
        closing = _COMMENT_END.search(html, at + 4)
        return "", closing.end() if closing else len(html)
    following = html[at + 1 : at + 3]
    if following[:1] in {"!", "?"} or (following[:1] == "/" and not following[1:].isalpha()):
        end_at = html.find(">", at)
        return "", len(html) if end_at < 0 else end_at + 1
    if (following[1:] if following[:1] == "/" else following[:1]).isascii() and following.strip("/")[:1].isalpha():
        return "", len(html)
    run = _NO_TAGS.match(html, at)
    end = run.end() if run else at + 1
    return "<" * (end - at), end


def _raw(html: str, name: str, position: int) -> tuple[str, int]:
    end = _RAW_ENDS[name].search(html, position)
    if end is None:
        return html[position:], len(html)
    closing = html.find(">", end.start())
    return html[position : end.start()], len(html) if closing < 0 else closing + 1


_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
