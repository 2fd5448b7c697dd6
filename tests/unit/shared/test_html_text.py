"""The text in HTML: what a reader sees, in linear time, whatever the input."""

import random

import pytest

from shared.html_text import html_text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("plain", "plain", id="no markup"),
        pytest.param("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree", id="blocks"),
        pytest.param("a\n b   c", "a b c", id="white space"),
        pytest.param("&lt;b&gt; &amp; &nbsp;&#252;&#xD800;", "<b> & \u00fc\N{REPLACEMENT CHARACTER}", id="entities"),
        pytest.param("<title>no</title><style>no</style>x<SCRIPT>no</script >y", "xy", id="unseen elements"),
        pytest.param("a<!-- <p>no</p> -->b", "ab", id="comments"),
        pytest.param("a<script>never closed", "a", id="an unclosed script"),
        pytest.param("1 < 2 and <3", "1 < 2 and <3", id="not markup"),
        pytest.param("<![foo[ x]]>y", "y", id="a marked section"),
        pytest.param("<" + "a" * 65_536, "<" + "a" * 65_536, id="a tag without an end"),
        pytest.param("&#" + "9" * 65_536 + ";", "\N{REPLACEMENT CHARACTER}", id="a number of no character"),
        pytest.param("", "", id="empty"),
    ],
)
def test_html_text(html: str, expected: str) -> None:
    assert html_text(html) == expected


@pytest.mark.parametrize("enough", [0, 1, 5, 12, 100])
def test_enough_of_it_begins_the_same(enough: int) -> None:
    html = (
        "<br><br><br><p>One &amp; two</p>\n<br><br>&nbsp;<br><p>Th<b>r</b>ee&#10;four</p><script>five</script> six<hr>"
    )
    whole = html_text(html)
    part = html_text(html, enough=enough)
    assert whole.startswith(part)
    assert len(part) >= min(enough, len(whole))
    assert (part == whole) == (enough > len("One & twoThree four"))


@pytest.mark.parametrize("piece", ["<", "<script>", "<!--", "<p ", "&", "</", "<title", "\u0130<p>"])
@pytest.mark.timeout(60)
def test_no_input_takes_for_ever(piece: str) -> None:
    """Were a stretch of it looked at again from each of its pieces, these would take minutes."""
    html_text(piece * (2_000_000 // len(piece)))


def test_no_input_raises() -> None:
    chance = random.Random(7)
    pieces = ["<", ">", "<!", "<![", "--", "<script", "</", "&#", "&#x110000;", "p", " ", "\0", "\u0130", "/>", '"']
    for _ in range(3000):
        html_text("".join(chance.choices(pieces, k=20)))
