"""The document written anew, tag by tag, and what is noticed on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from shared.html.allowed import TAGS, VOID
from shared.html.element import Element, Maker
from shared.html.hidden import HiddenTexts
from shared.html.hiding import Sight, within
from shared.html.links import Link, link_of
from shared.html.markup import SHOWN_RAW, Kind, Piece, resolved
from shared.html.nesting import FORMATTING, INLINE, MOST_REOPENED, Nesting

MOST_LINKS = 500
MOST_KNOWN = 5000
ROOM_FOR_SHEETS = 500_000
"""So many characters style sheets may add to a document; elements beyond are shown without them."""
MOST_REFERENCES = 1000
"""A tree builder takes quadratic time for the character references of one text; a comment makes two texts of it."""
LINK_CHARS = 300


@dataclass(slots=True)
class _OpenLink:
    """A link, where its start tag lies in the output, and its text so far."""

    place: int
    element: Element
    text: list[str] = field(default_factory=list)
    chars: int = 0


@dataclass(slots=True)
class Rewriting:
    """One document; `write` all of its pieces, then `finish`."""

    maker: Maker
    out: list[str] = field(default_factory=list)
    hidden: HiddenTexts = field(default_factory=HiddenTexts)
    links: list[Link] = field(default_factory=list)
    remote: int = 0
    _nesting: Nesting = field(default_factory=Nesting)
    _elements: list[Element] = field(default_factory=list)
    _sights: list[Sight] = field(default_factory=lambda: [Sight()])
    _known: dict[tuple[str, str], Element] = field(default_factory=dict)
    _room: int = ROOM_FOR_SHEETS
    _link: _OpenLink | None = None
    _templates: int = 0
    _has_body: bool = False
    _references: int = 0

    def write(self, pieces: Iterable[Piece]) -> None:
        """All pieces, in their order."""
        for kind, name, written in pieces:
            if kind is Kind.TEXT:
                self._text(written)
            elif kind is Kind.START:
                self._start(name, written)
            elif kind is Kind.END:
                self._end(name)
            elif name in SHOWN_RAW:
                self._text(resolved(written) if name == "textarea" else written)

    def finish(self) -> str:
        """All that is still open ends."""
        self._close(len(self._elements))
        self.hidden.end()
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if self._templates:
            return
        self.out.append(self._parted(escape(text, quote=False)))
        self.hidden.add(text, self._sights[-1].hiding)
        if self._link is not None and self._link.chars < LINK_CHARS:
            self._link.text.append(text[:LINK_CHARS])
            self._link.chars += len(text)

    def _parted(self, written: str) -> str:
        """The text with a comment in it wherever it has too many character references in a row."""
        self._references += written.count("&")
        if self._references <= MOST_REFERENCES:
            return written
        self._references = 0
        parts = written.split("&")
        groups = ["&".join(parts[at : at + MOST_REFERENCES]) for at in range(0, len(parts), MOST_REFERENCES)]
        return "<!---->" + "<!---->&".join(groups) + "<!---->"

    def _start(self, name: str, written: str) -> None:
        if name == "template":
            self._templates += 1
        if self._templates:
            return
        if name == "body" and written and not self._has_body:
            self._has_body = True
        elif name not in TAGS:
            return
        if name not in INLINE:
            self.hidden.space()
        element = self._element(name, written)
        if name in VOID:
            self._write_start(element)
            return
        if not self._nesting.has_place(element.name):
            return
        self._close(self._nesting.ended_by_start(element.name))
        for implied in self._nesting.implied_by_start(element.name):
            self._begin(self._element(implied, ""))
        self._begin(element)

    def _begin(self, element: Element) -> None:
        if self._nesting.begin(element.name):
            self._open(element)

    def _end(self, name: str) -> None:
        if name == "template":
            self._templates = max(0, self._templates - 1)
        if self._templates or name not in TAGS:
            return
        if name not in INLINE:
            self.hidden.space()
        ended = self._nesting.ended_by_end(name)
        reopened = [each for each in self._elements[len(self._elements) - ended :][1:] if each.name in FORMATTING]
        self._close(ended)
        if name in FORMATTING:
            for element in reopened[:MOST_REOPENED]:
                if element.name != "a":
                    self._begin(element)

    def _element(self, name: str, written: str) -> Element:
        """The same tag gives the same element."""
        found = self._known.get((name, written))
        if found is None:
            found = self.maker.element(name, written)
            if len(self._known) < MOST_KNOWN:
                self._known[name, written] = found
        return found

    def _open(self, element: Element) -> None:
        self._elements.append(element)
        self._sights.append(within(self._sights[-1], element.look))
        self._write_start(element)
        if element.href is not None and len(self.links) < MOST_LINKS:
            self._link = _OpenLink(len(self.out) - 1, element)

    def _write_start(self, element: Element) -> None:
        self.remote += element.remote
        self._room -= len(element.start) - len(element.bare)
        self.out.append(f"{element.start if self._room >= 0 else element.bare}>")

    def _close(self, count: int) -> None:
        for _ in range(count):
            name = self._nesting.end()
            self._elements.pop()
            self._sights.pop()
            self.out.append(f"</{name}>")
            if name == "a" and self._link is not None:
                self._end_link(self._link)

    def _end_link(self, opened: _OpenLink) -> None:
        """A link whose text names another host says where it leads."""
        link = link_of("".join(opened.text), opened.element.href or "")
        self.links.append(link)
        if link.names_host:
            start = self.out[opened.place].removesuffix(">")
            self.out[opened.place] = f'{start} data-leads-to="{escape(link.host)}">'
        self._link = None
