"""What stays of a message's HTML, and in what form."""

import pytest

from shared.html.clean import safe_html, wanted_pictures

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
LINK = 'target="_blank" rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>Hello <b>Ada</b></p>", "<p>Hello <b>Ada</b></p>", id="text"),
        pytest.param("", "", id="nothing"),
        pytest.param("2 < 3 &amp; 4 &gt; 3", "2 &lt; 3 &amp; 4 &gt; 3", id="signs that are no tags"),
        pytest.param("caf&eacute; &#8364;", "café €", id="character references"),
        pytest.param("a<!-- b -->c<!--[if mso]>d<![endif]-->e<![endif]>f", "acef", id="comments"),
        pytest.param(
            '<table><tr><td colspan="2" bgcolor="#eee">x</table>',
            '<table><tbody><tr><td colspan="2" style="background-color:#eee">x</td></tr></tbody></table>',
            id="a table, its colour as a style",
        ),
        pytest.param("<b><i>a</b>b</i>c", "<b><i>a</i></b><i>b</i>c", id="tags that overlap"),
        pytest.param("<ul><li>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul>c", id="items without an end"),
        pytest.param(
            "<table><font><tr><td>a<th>b<tr><td><table><td>c</table>d</table>e",
            "<font></font><table><tbody><tr><td>a</td><th>b</th></tr><tr><td><table><tbody><tr><td>c</td></tr></tbody>"
            "</table>d</td></tr></tbody></table>e",
            id="a table that leaves out what may be left out",
        ),
        pytest.param("<td>a<tr>b", "ab", id="cells without a table"),
        pytest.param("<p>a<p>b", "<p>a</p><p>b</p>", id="paragraphs without an end"),
        pytest.param(
            '<p style="color: red; position: fixed">x</p>', '<p style="color:red">x</p>', id="colours, and no layers"
        ),
        pytest.param(
            "<style>.big{font-size:20px;position:fixed} p{color:red}</style><p class=big style='color:blue'>x",
            '<p class="mail-big" style="color:blue;font-size:20px">x</p>',
            id="a style sheet, written into its elements",
        ),
        pytest.param(
            "<style>p{color:red!important}@media print{p{display:none}}p:hover{top:0}</style><p style=color:blue>x",
            '<p style="color:red">x</p>',
            id="what matters most, and no conditions",
        ),
        pytest.param(
            '<body bgcolor="navy" text="white"><p>x</p></body>',
            '<div style="background-color:navy;color:white"><p>x</p></div>',
            id="the colours of the body",
        ),
        pytest.param(
            '<p class="main htmx" id="login">x</p><a name=top>y</a><a href="#top">z</a>',
            '<p class="mail-main mail-htmx" id="mail-login">x</p><a id="mail-top">y</a><a href="#mail-top">z</a>',
            id="classes, ids and anchors in a name space of their own",
        ),
        pytest.param("<form action=x>a<input><button>b</button></form>c", "abc", id="the text of a form"),
        pytest.param("<noscript>a</noscript><object>b</object><textarea><i></textarea>", "ab&lt;i&gt;", id="fallbacks"),
        pytest.param("<title>a</title><template>b<p>c</p></template>d", "d", id="what no browser shows"),
        pytest.param(f'<img src="{PIXEL}" alt="a">', f'<img alt="a" src="{PIXEL}">', id="a picture within the message"),
        pytest.param('<img src="cid:a@b" alt="c">', f'<img alt="c" src="{PIXEL}">', id="a picture of another part"),
        pytest.param('<img src="cid:other" alt="c">', '<img alt="c">', id="a part that is not there"),
        pytest.param('<img src="/logout">', "<img>", id="a picture of ours"),
        pytest.param(
            '<a href="https://example.com/" title="bank">x</a>',
            f'<a href="https://example.com/" title="https://example.com/" {LINK}>x</a>',
            id="a link, with its target",
        ),
        pytest.param(
            '<a href="https://bank.example@evil.example/">x</a>',
            f'<a href="https://bank.example@evil.example/" title="https://bank.example@evil.example/" {LINK}>x</a>',
            id="a link whose host poses as another",
        ),
        pytest.param(
            '<a href="https://a.example/<script>">x</a>',
            f'<a href="https://a.example/%3Cscript%3E" title="https://a.example/%3Cscript%3E" {LINK}>x</a>',
            id="a link with a tag in it",
        ),
        pytest.param(
            '<p title="</p><img onerror=x>" lang="1 < 2">x</p>', '<p lang="1 &lt; 2">x</p>', id="a tag in an attribute"
        ),
        pytest.param('<a href="/account">x</a>', "<a>x</a>", id="a link to a page of ours"),
    ],
)
def test_what_stays(html: str, expected: str) -> None:
    assert safe_html(html, {"a@b": PIXEL}).html == expected


@pytest.mark.parametrize(
    ("html", "kept", "loaded"),
    [
        pytest.param(
            '<img src="http://a.example/p.gif" width=1>',
            '<img width="1" data-remote-src="http://a.example/p.gif">',
            '<img width="1" src="http://a.example/p.gif">',
            id="a picture",
        ),
        pytest.param(
            '<img src=" //a.example/p.gif">',
            '<img data-remote-src="https://a.example/p.gif">',
            '<img src="https://a.example/p.gif">',
            id="one without a scheme",
        ),
        pytest.param(
            '<img srcset="https://a.example/1.png 1x, https://a.example/2.png 2x">',
            '<img data-remote-src="https://a.example/1.png">',
            '<img src="https://a.example/1.png">',
            id="a set of pictures",
        ),
        pytest.param(
            '<p style="color:red;background:url(https://a.example/b.png) #fff no-repeat">x</p>',
            '<p data-remote-bg="https://a.example/b.png" style="color:red;background-color:#ffffff">x</p>',
            '<p style="color:red;background-image:url(&quot;https://a.example/b.png&quot;);background-color:#ffffff">x</p>',
            id="a background of a style",
        ),
        pytest.param(
            '<table background="https://a.example/b.png"></table>',
            '<table data-remote-bg="https://a.example/b.png"></table>',
            '<table style="background-image:url(&quot;https://a.example/b.png&quot;)"></table>',
            id="a background of a table",
        ),
    ],
)
def test_nothing_is_loaded_before_consent(html: str, kept: str, loaded: str) -> None:
    before, after = safe_html(html), safe_html(html, loads_remote=True)
    assert (before.html, before.remote_count) == (kept, 1)
    assert (after.html, after.remote_count) == (loaded, 1)


@pytest.mark.parametrize(
    "source",
    [
        *(
            "http://localhost/p",
            "http://127.0.0.1/p",
            "http://10.0.0.1/p",
            "http://[::1]/p",
            "http://intranet/p",
            "http://[::ffff:10.0.0.1]/p",
        ),
        *("http://2130706433/p", "http://0x7f.1/p", "http://nas.local/p", "file:///etc/passwd", "ftp://a.example/p"),
    ],
)
def test_no_consent_reaches_our_own_machines(source: str) -> None:
    assert safe_html(f'<img src="{source}">', loads_remote=True).html == "<img>"


def test_every_source_is_counted() -> None:
    html = '<img src="http://a.example/1"><img src="http://a.example/1"><td background="http://a.example/2">'
    assert safe_html(f"<table><tr>{html}</table>").remote_count == 3


def test_wanted_pictures_are_those_that_the_html_names() -> None:
    html = '<img src="cid:a%40b"><IMG SRC=CID:c><a href="cid:d">cid:e</a><!-- <img src="cid:f"> -->'
    assert wanted_pictures(html) == {"a@b", "c"}
