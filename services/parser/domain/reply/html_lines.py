"""The lines that a reader of HTML sees, and what their markup says of each: how clients mark quotes and signatures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from services.parser.domain.reply.parts import Part
from shared.html_text import html_text

# Possessive, as in shared/html_text.py: a tag that never ends is read once.
_MARKUP = re.compile(r"<!--|<(/?)([a-z][a-z0-9:]*+)([^<>]*+)>|<[!?][^<>]*+>", re.IGNORECASE)
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_BLOCKS = frozenset(
    {"address", "blockquote", "br", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
    | {"pre", "table", "tr", "ul"}
)
_LONG_NUMBER = re.compile(r"(&#[0-9]{20})[0-9]++")
# Elements that hold a quote.
_QUOTE = re.compile(
    r"gmail_attr|moz-cite-prefix|moz-email-headers|yahoo_quoted|yqt\d|protonmail_quote|tutanota_quote|zmail_extra|"
    r"gmail_extra_quote|isReplyContent|isForwardContent|replyforwardcontainer|ntes_not_fresh|"
    r"hmquote|ecxhmquote|mailru-blockquote|quote_body|mimestream_quote|airmail_on|bloop_markdown_quote|"
    r"front-blockquote|freshdesk_quote|zd_quoted|quotedtext|skiff_quote|edo-reply-header|shortwave-quote",
    re.IGNORECASE,
)
_BLOCKQUOTE = re.compile(
    r"""type\s*=\s*["']?cite|gmail_quote|\bcite\b|border-left|protonmail|mori|spark_quote|_quote|quoteStyle""",
    re.IGNORECASE,
)
# Elements from which on all is another message.
_FROM_HERE = re.compile(
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|reply-intro|mail-editor-reference-message|"
    r"ms-outlook-mobile-reference|includetail|"
    r"""border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)""",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"""gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature_block(?![^"']*-empty)|"""
    r"""composer_signature|id\s*=\s*["']?(?:x_)?signature\b|yahoo-signature|ymail_android_signature|"""
    r"""lineBreakAtBeginningOfSignature|AppleMailSignature|zmail_signature|x_?gmail_signature|mail-signature""",
    re.IGNORECASE,
)
# As they are written, so that they are found without folding all of the HTML.
_NAMES_OF_QUOTES = (
    *(
        "gmail_quote",
        "<blockquote",
        "<BLOCKQUOTE",
        "RplyFwdMsg",
        "appendonsend",
        "moz-cite",
        "yahoo_quoted",
        "zmail_extra",
    ),
    *("OLK_SRC", "stopSpelling", "E1E1E1", "B5C4DF", "isReplyContent", "includetail"),
)
_CONTAINERS = frozenset({"div", "blockquote", "span", "table", "p", "section", "td", "includetail", "a", "pre"})
_FORWARDED_GMAIL = "gmail_quote"


@dataclass(slots=True)
class _Open:
    """An element that says what its content is, and how many of its name are open in it."""

    tag: str
    part: Part
    depth: int = 1


@dataclass(slots=True)
class _Reader:
    """What is open where the reader stands; `is_after`: it is behind the place from which all is quoted."""

    open: list[_Open] = field(default_factory=list)
    is_after: bool = False

    def part(self) -> Part | None:
        """What the text here is, by its markup."""
        if self.is_after:
            return Part.QUOTED
        parts = {each.part for each in self.open}
        return next((part for part in (Part.QUOTED, Part.SIGNATURE, Part.BLOCK) if part in parts), None)

    def begin(self, tag: str, attributes: str) -> None:
        """An element begins. Only the innermost that matters is counted, and elements of its name in it."""
        if self.open and self.open[-1].tag == tag:
            self.open[-1].depth += 1
        if not attributes and tag not in {"blockquote", "includetail"}:
            return
        if _FROM_HERE.search(attributes) or tag == "includetail":
            self.is_after = True
        part = _part_of(tag, attributes)
        if part is not None and tag in _CONTAINERS and len(self.open) < MAX_OPEN:
            self.open.append(_Open(tag, part))

    def end(self, tag: str) -> None:
        """An element ends; one that was never begun is passed over."""
        if self.open and self.open[-1].tag == tag:
            self.open[-1].depth -= 1
            if not self.open[-1].depth:
                self.open.pop()
                if self.open and self.open[-1].tag == tag:
                    self.open[-1].depth -= 1


MAX_OPEN = 50


_NAMES_OF_SIGNATURES = ("ignature", "composer_sig", "-outlook-mobile")


def names_quotes(html: str) -> bool:
    """Whether a client's marks of a quote are in this HTML at all."""
    return any(name in html for name in _NAMES_OF_QUOTES)


def html_lines(html: str) -> tuple[list[str], list[Part | None]]:
    """One line a block, and of each what its markup says; without comments, scripts and styles."""
    if not names_quotes(html) and not any(name in html for name in _NAMES_OF_SIGNATURES):
        return html_text(html).split("\n"), []
    lines: list[str] = []
    given: list[Part | None] = []
    for text, part in _lines(html):
        lines.append(" ".join(unescape(_LONG_NUMBER.sub(r"\1", text)).split()))
        given.append(part)
    return lines, given


def _part_of(tag: str, attributes: str) -> Part | None:
    if tag == "blockquote":
        return Part.QUOTED if _BLOCKQUOTE.search(attributes) else Part.BLOCK
    if _QUOTE.search(attributes):
        return Part.QUOTED
    return Part.SIGNATURE if _SIGNATURE.search(attributes) else None


def _lines(html: str) -> Iterator[tuple[str, Part | None]]:
    reader = _Reader()
    line: list[str] = []
    part: Part | None = None
    for text, tag in _pieces(html):
        if text and not text.isspace():
            part = part if line and any(map(str.strip, line)) else reader.part()
        line.append(text)
        if tag is None:
            continue
        closes, name, attributes = tag
        if name in _BLOCKS:
            yield "".join(line), part
            line = []
            part = None
        if closes:
            reader.end(name)
        else:
            reader.begin(name, attributes)
    yield "".join(line), part


def _pieces(html: str) -> Iterator[tuple[str, tuple[bool, str, str] | None]]:
    """Each text with the tag that ends it."""
    lower = html.lower()
    lower = lower if len(lower) == len(html) else html
    position = 0
    while found := _MARKUP.search(html, position):
        text = html[position : found.start()].replace("\n", " ")
        position = found.end()
        tag = (found[2] or "").lower()
        if found[0] == "<!--":
            position = _after(lower, "-->", position) + len("-->")
        elif tag in _UNSEEN and not found[1]:
            position = _after(lower, f"</{tag}", position)
        yield text, (bool(found[1]), tag, found[3] or "") if tag else None
    yield html[position:].replace("\n", " "), None


def _after(html: str, end: str, position: int) -> int:
    found = html.find(end, position)
    return len(html) if found < 0 else found
