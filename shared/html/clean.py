"""The one cleaner of HTML that strangers wrote."""

from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from shared.html.allowed import ATTRIBUTES, STYLES, TAGS
from shared.html.element import Maker
from shared.html.hidden import HiddenText
from shared.html.hiding import PICTURE
from shared.html.links import Link
from shared.html.markup import Kind, attributes, pieces
from shared.html.rewriting import Rewriting
from shared.html.sheets import StyleRules
from shared.html.sources import content_id_of


# It has the last word: whatever is written above, only this leaves.
def _last(styles: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title", "template", "iframe", "svg", "math"},
        attributes={name: set(allowed) for name, allowed in ATTRIBUTES.items()},
        filter_style_properties=set(styles),
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel=None,
        strip_comments=True,
    )


_LAST = _last(STYLES)
_LAST_WITH_REMOTE = _last(STYLES | {PICTURE})
NO_PICTURES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """`remote_count`: sources elsewhere, in `data-remote-src` and `data-remote-bg`, not loaded before one consents."""

    html: str
    remote_count: int = 0
    hidden_text: tuple[HiddenText, ...] = ()
    links: tuple[Link, ...] = ()


def safe_html(html: str, pictures: Mapping[str, str] = NO_PICTURES, *, loads_remote: bool = False) -> SafeHtml:
    """What may be shown of it: nothing that runs, loads, sends, covers the page or leads away by itself.

    `pictures` are `data:` addresses by Content-ID (RFC 2392). With `loads_remote` pictures from elsewhere are loaded
    where it is shown. Total; linear in the length of the HTML, whatever is in it.
    """
    if not html:
        return SafeHtml("")
    rewriting = Rewriting(Maker(StyleRules(_sheets(html)), pictures, loads_remote))
    rewriting.write(pieces(html))
    cleaned = (_LAST_WITH_REMOTE if loads_remote else _LAST).clean(rewriting.finish())
    return SafeHtml(cleaned, rewriting.remote, tuple(rewriting.hidden.found), tuple(rewriting.links))


def wanted_pictures(html: str) -> frozenset[str]:
    """The Content-IDs that the HTML may name (RFC 2392); more than are shown, never fewer."""
    if "cid:" not in html.lower():
        return frozenset()
    written = (attributes(written) for kind, name, written in pieces(html) if kind is Kind.START and name == "img")
    found = (content_id_of(each.get("src", "")) for each in written)
    return frozenset(each for each in found if each)


def _sheets(html: str) -> list[str]:
    if "<style" not in html.lower():
        return []
    return [content for kind, name, content in pieces(html) if kind is Kind.RAW and name == "style"]
