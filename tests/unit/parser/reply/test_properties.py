"""Whatever is written: three texts that are all from the body, and each line of it in exactly one of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.reply.read import read_reply
from shared.html_text import html_text

LINES = st.sampled_from(
    [
        *(
            "",
            "",
            " ",
            "> quoted",
            ">> twice",
            "On 2 Mar 2026, at 09:00, Ada <ada@shop.example> wrote:",
            "On",
            "wrote:",
        ),
        *(
            "From: Ada",
            "Sent: today",
            "To: Erik",
            "Subject: An order",
            "-----Original Message-----",
            "-- ",
            "---",
            "```",
        ),
        *(
            "Begin forwarded message:",
            "Sent from my iPhone",
            "Best regards,",
            "+46 8 123 456 78",
            "| bar",
            "AB> initials",
        ),
        *("A sentence of some length, as people write them, which goes on and on.", "end here", "差出人：Ada", "🙂"),
    ]
)
BODIES = st.lists(st.one_of(LINES, st.text(alphabet=st.characters(exclude_characters="\n\r"), max_size=40))).map(
    "\n".join
)
SUBJECTS = st.sampled_from(["Re: x", "Fwd: x", ""])
MARKUP = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            '<div class="gmail_quote">',
            '<blockquote type="cite">',
            "<blockquote>",
            "</blockquote>",
            "<br>",
        ),
        *(
            '<div id="divRplyFwdMsg">',
            '<div class="gmail_signature">',
            "<p>",
            "</p>",
            "<!--",
            "-->",
            "<",
            ">",
            "&lt;",
            "<script>",
        ),
    ]
)
WORDS_OF_HTML = st.sampled_from(["alpha", "beta", "Ada wrote:", "Forwarded message", "-- ", "&amp;"])
PAGES = st.lists(st.one_of(MARKUP, WORDS_OF_HTML, st.text(max_size=10))).map("".join)


def lines_of(*texts: str) -> Counter[str]:
    return Counter(line.strip() for text in texts for line in text.split("\n") if line.strip())


@given(BODIES, SUBJECTS)
def test_each_line_is_in_exactly_one_of_the_three(plain: str, subject: str) -> None:
    found = read_reply(plain, "", subject)
    assert lines_of(found.text, found.quoted, found.signature) == lines_of(plain)


@given(PAGES, SUBJECTS)
def test_all_words_of_html_are_in_one_of_the_three(html: str, subject: str) -> None:
    found = read_reply("", html, subject)
    words = Counter(f"{found.text} {found.quoted} {found.signature}".split())
    assert words == Counter(html_text(html).split())


HOSTILE = {
    "marks": ">" * 200_000,
    "lines of marks": ">\n" * 100_000,
    "a million beginnings": "On " * 1_000_000,
    "lines of beginnings": "On Mon, 2 Mar 2026\n" * 50_000,
    "lines of verbs": "Ada wrote:\n" * 50_000,
    "attributions": "On 2 Mar 2026, at 09:00, Ada <a@b.example>\nwrote:\n> x\n" * 20_000,
    "labels": "From: a\nTo: b\n\n" * 50_000,
    "rules": "-----\n" * 50_000,
    "rules far apart": ("-----" + "\n" * 500) * 200,
    "blank lines": "\n" * 500_000,
    "fences": "```\n" * 50_000,
    "closings": "Regards,\n" * 50_000,
    "colons": ":\n" * 100_000,
    "initials": "AB> \n" * 50_000,
    "a long line": "x " * 500_000 + "wrote:",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_loses_nothing(text: str) -> None:
    found = read_reply(text, "", "Re: x")
    assert sum(lines_of(found.text, found.quoted, found.signature).values()) == sum(lines_of(text).values())


@pytest.mark.parametrize(
    "html",
    [
        '<div class="gmail_quote">' * 20_000,
        "<blockquote type=cite>x" * 20_000,
        "<div id='Signature'>x" * 20_000,
        "<" * 200_000,
    ],
    ids=["quotes", "blockquotes", "signatures", "less than"],
)
def test_hostile_html_ends(html: str) -> None:
    found = read_reply("", html, "Re: x")
    assert set(f"{found.text}{found.quoted}{found.signature}".split()) <= {"x", *html.split()}
