"""Markup that tries to run, load, send or lead away: what is taken out."""

import re
from html.parser import HTMLParser

import pytest

from shared.html.allowed import ATTRIBUTES, STYLES, TAGS
from shared.html.clean import safe_html
from shared.html.element import Maker
from shared.html.markup import pieces
from shared.html.rewriting import Rewriting
from shared.html.sheets import StyleRules
from tests.harness.hostile_html import HOSTILE, others

LINK = re.compile(r"(https?|mailto|tel):|#mail-")
KNOWN = frozenset().union(*ATTRIBUTES.values())
REMOTE = frozenset({"data-remote-src", "data-remote-bg"})
CALLS = re.compile(r"url|expression|import|@|\\|var\(|behavio|binding", re.IGNORECASE)

LOADS = re.compile(
    r"""img src=https?://\S+|\w+ style=.*background-image: ?url\("https?://[^"()\\ ]+"\)[^()]*""", re.DOTALL
)


class Looking(HTMLParser):
    """Notes what is there, and what should not be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.seen: list[object] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted(attrs, key=str)))
        if tag not in TAGS:
            self.faults.append(tag)
        self.faults += [f"{tag} {name}={value}" for name, value in attrs if not is_good(name, value or "")]


def is_good(name: str, value: str) -> bool:
    """Whether an attribute can do nothing."""
    if name == "href":
        return LINK.match(value) is not None
    if name == "src":
        return value.startswith("data:image/") and "svg" not in value
    if name == "style":
        properties = {each.partition(":")[0] for each in value.split(";")}
        return properties <= STYLES and not CALLS.search(value)
    if name in {"class", "id"}:
        return all(each.startswith("mail-") for each in value.split())
    return name in KNOWN and (name not in REMOTE or value.startswith(("http://", "https://")))


ALL = HOSTILE | others()


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_nothing_that_acts_is_left(html: str) -> None:
    assert Looking(safe_html(html).html).faults == []


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_a_second_reading_changes_nothing(html: str) -> None:
    once = safe_html(html).html
    assert Looking(safe_html(once).html).seen == Looking(once).seen


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_with_consent_only_pictures_are_loaded(html: str) -> None:
    faults = Looking(safe_html(html, loads_remote=True).html).faults
    loads = re.compile(
        r'img src=https?://\S+|\w+ style=.*background-image: ?url\("https?://[^"()\\ ]+"\)[^()]*', re.DOTALL
    )
    assert [fault for fault in faults if not loads.fullmatch(fault)] == []


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_our_own_writer_leaves_nothing_for_nh3_to_find(html: str) -> None:
    """Two walls: what is handed to nh3 is harmless already."""
    rewriting = Rewriting(Maker(StyleRules([]), {}))
    rewriting.write(pieces(html))
    assert Looking(rewriting.finish()).faults == []
