"""A stranger's HTML: what is taken out, what stays."""

import re
from html.parser import HTMLParser

import pytest

from services.api.screen.threads.safe_html import ATTRIBUTES, TAGS, safe_html
from tests.harness.hostile_html import HOSTILE, others

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
LINK = re.compile(r"(https?|mailto|tel):")
KNOWN = set().union(*ATTRIBUTES.values()) | {"target", "rel"}


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
        for name, value in attrs:
            is_good = name in KNOWN
            if name == "href":
                is_good = LINK.match(value or "") is not None
            elif name == "src":
                is_good = (value or "").startswith("data:image/") and "svg" not in (value or "")
            elif name == "style":
                is_good = "url" not in (value or "") and "\\" not in (value or "") and "position" not in (value or "")
            if not is_good:
                self.faults.append(f"{tag} {name}={value}")


ALL = HOSTILE | others()


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_nothing_that_acts_is_left(html: str) -> None:
    assert Looking(safe_html(html)).faults == []


@pytest.mark.parametrize("html", ALL.values(), ids=ALL)
def test_a_second_reading_changes_nothing(html: str) -> None:
    once = safe_html(html)
    assert Looking(safe_html(once)).seen == Looking(once).seen


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>Hello <b>Ada</b></p>", "<p>Hello <b>Ada</b></p>", id="text"),
        pytest.param(
            '<table><tbody><tr><td colspan="2" bgcolor="#eee">x</td></tr></tbody></table>',
            '<table><tbody><tr><td colspan="2" bgcolor="#eee">x</td></tr></tbody></table>',
            id="a table",
        ),
        pytest.param(
            '<p style="color: red; position: fixed">x</p>', '<p style="color:red">x</p>', id="colours, and no layers"
        ),
        pytest.param(f'<img src="{PIXEL}" alt="a">', f'<img src="{PIXEL}" alt="a">', id="a picture within the message"),
        pytest.param('<img src="http://x.example/p.png" alt="a">', '<img alt="a">', id="a picture from elsewhere"),
        pytest.param('<img src="cid:part1">', "<img>", id="a picture of another part"),
        pytest.param(
            '<a href="https://example.com/">x</a>',
            '<a href="https://example.com/" target="_blank" rel="noopener noreferrer nofollow">x</a>',
            id="a link",
        ),
    ],
)
def test_what_stays(html: str, expected: str) -> None:
    assert safe_html(html) == expected
