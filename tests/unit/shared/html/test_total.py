"""Whatever is written, something harmless comes of it, and the same every time."""

from hypothesis import given
from hypothesis import strategies as st

from shared.html.clean import safe_html, wanted_pictures
from tests.harness.hostile_html import HOSTILE
from tests.unit.shared.html.test_attacks import Looking

PIECES = (
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&",
        "&#",
        "&lt;",
        ";",
        '"',
        "'",
        "=",
        " ",
        "\n",
        "\0",
        "\\",
    ),
    *("<p", "<b>", "</b>", "<i>", "</i>", "<div ", "</div>", "<table>", "<td>", "<tr>", "</table>", "<a href=", "</a>"),
    *(
        "<img src=",
        "style=",
        "display:none",
        "url(",
        "http://x.example/",
        "javascript:",
        "on",
        "load=",
        "class=a",
        "id=b",
    ),
    *(
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<svg>",
        "<math>",
        "<title>",
        "<textarea>",
        "</textarea>",
        "<body ",
    ),
    *(
        "<template>",
        "</template>",
        "<noscript>",
        "<select>",
        "<option>",
        "<form>",
        "color:#fff",
        "a",
        "é",
        "\u200b",
        "\U000e0041",
    ),
)
HTML = st.lists(st.sampled_from(PIECES) | st.sampled_from(sorted(HOSTILE.values())[:40]), max_size=40).map("".join)


@given(HTML | st.text())
def test_nothing_that_acts_is_left_of_anything(html: str) -> None:
    safe = safe_html(html)
    assert Looking(safe.html).faults == []
    assert safe == safe_html(html)
    wanted_pictures(html)


@given(HTML)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    once = safe_html(html).html
    assert Looking(safe_html(once).html).seen == Looking(once).seen


@given(st.text(alphabet="<>/abip =\"'&;-!\n", max_size=60))
def test_every_text_of_a_plain_text_is_kept(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    shown = "".join(each for each in Looking(f"<p>{safe_html(escaped).html}</p>").seen if isinstance(each, str))
    assert shown == f"{text}p"
