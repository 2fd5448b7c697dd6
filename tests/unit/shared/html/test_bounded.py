"""HTML that costs other tree builders quadratic time: here twice of it costs about twice."""

import time

import pytest

from shared.html.clean import safe_html

MOST_S = 30.0
"""For a megabyte, of a processor's time: several times what a busy machine needs; a quadratic step takes minutes."""
SIZE = 1_000_000


def filled(pattern: str) -> str:
    return (pattern * (SIZE // len(pattern) + 1))[:SIZE]


REPEATED = (
    *("<div>", "<div><p>", "<table>x", "<b><i><u><p>", "<ul><li>", "<div></p>", "<b><div></b>", "<b><i></b></i>"),
    *("</b>", "<p></p>", "<a href=x>", "<template>", "&", "<", "&#1114112;", "<!--", "<!-->", '<p a="', "<p a='\">"),
    *("<p ==", "<title>", "<style>@media x{", "<style>.a{color:red}", "a\u200b", "\U000e0041", "<p>\U0001f600"),
)
PATTERNS = {
    **{each: filled(each) for each in REPEATED},
    "style attributes": filled(f'<p style="{"background:url(" * 500}">'),
    "brackets": filled(f'<p style="{"color:((((;" * 700}">'),
    "different elements": "".join(f"<b id={number}>" for number in range(40_000)) + "<p>x" * 100_000,
    "attributes of one element": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
    "paragraphs at the greatest depth": ("<div>" * 300 + "<p></p>" * 140_000)[:SIZE],
    "a sheet for every element": f"<style>*{{{'font-size:12px;' * 100}}}</style>" + "<p>" * 300_000,
    "one number": "&#" + "9" * SIZE,
    "a name of dots": f'<a href="http://x.example/">{"a." * 490_000}</a>',
}


@pytest.mark.parametrize("html", PATTERNS.values(), ids=PATTERNS)
def test_a_megabyte_takes_seconds(html: str) -> None:
    started = time.process_time()
    safe = safe_html(html)
    assert time.process_time() - started < MOST_S
    assert len(safe.html) <= 6 * SIZE


def test_text_below_the_greatest_depth_stays() -> None:
    assert "here" in safe_html("<div>" * 5000 + "<b>here</b>" + "</div>" * 5000).html


def test_what_follows_too_deep_a_nest_is_not_swallowed() -> None:
    html = safe_html("<div>" * 300 + "a" + "</div>" * 300 + "<p>b</p>").html
    assert html.endswith("</div><p>b</p>")
