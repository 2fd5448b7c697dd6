"""Answers in HTML, as clients build them: the quote is known by its markup, in whatever language it is introduced."""

import pytest

from services.parser.domain.reply.read import read_reply

NEW = "<div>The second one, please.</div>"
ATTRIBUTION = (
    "On Mon, 2 Mar 2026 at 09:00, Ada Berg &lt;<a href='mailto:ada@shop.example'>ada@shop.example</a>&gt; wrote:"
)
ASKED = "<div>Which one shall it be?</div>"
HEADER = (
    "<b>From:</b> Ada Berg &lt;ada@shop.example&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Erik"
    "<br><b>Subject:</b> An order"
)
CLIENTS = {
    "Gmail": f'{NEW}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{ATTRIBUTION}<br></div>'
    f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{ASKED}</blockquote></div>',
    "Gmail, new": f'{NEW}<div class="gmail_quote gmail_quote_container">'
    f'<div dir="ltr" class="gmail_attr">Ada&nbsp;:<br></div>'
    f'<blockquote class="gmail_quote">{ASKED}</blockquote></div>',
    "Gmail, old": f'{NEW}<br><div class="gmail_quote">{ATTRIBUTION}<br>'
    f'<blockquote class="gmail_quote">{ASKED}</blockquote></div>',
    "Outlook 2010": f'<div class="WordSection1"><p class="MsoNormal">The second one, please.</p><div>'
    '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    f'<p class="MsoNormal">{HEADER}</p></div></div>{ASKED}</div>',
    "Outlook 2019": '<div class="WordSection1"><p class="MsoNormal">The second one, please.</p>'
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    f"<p class=MsoNormal>{HEADER}</p></div>{ASKED}</div>",
    "Outlook, unknown language": "<p class=MsoNormal>The second one, please.</p>"
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Oddajnik:</b> Ada</p></div>' + ASKED,
    "Outlook 2003": f"<P>The second one, please.</P><BLOCKQUOTE style='BORDER-LEFT: #000 2px solid'>"
    f"<DIV>-----Original Message-----<BR>{HEADER}</DIV>{ASKED}</BLOCKQUOTE>",
    "Outlook on the web": f'{NEW}<div id="appendonsend"></div>'
    f'<hr tabindex="-1" style="display:inline-block;width:98%">'
    f'<div id="divRplyFwdMsg" dir="ltr">{HEADER}<div>&nbsp;</div></div>{ASKED}',
    "Outlook mobile": f'{NEW}<div id="ms-outlook-mobile-signature">Get <a href="x">Outlook for iOS</a></div>'
    f'<hr style="width:98%"><div id="divRplyFwdMsg">{HEADER}</div>{ASKED}',
    "Outlook for Mac": f'{NEW}<span id="OLK_SRC_BODY_SECTION">'
    f'<div style="border-top:#b5c4df 1pt solid">{HEADER}</div>{ASKED}</span>',
    "Hotmail": f'{NEW}<hr id="stopSpelling">{HEADER}{ASKED}',
    "Apple Mail": f'{NEW}<div><br><blockquote type="cite"><div>On 2 Mar 2026, at 09:00, Ada wrote:'
    f"</div>{ASKED}</blockquote></div>",
    "iPhone": f'{NEW}<div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br>'
    f'<blockquote type="cite">{ATTRIBUTION}<br>'
    f"<br></blockquote></div><blockquote type='cite'>{ASKED}</blockquote>",
    "Thunderbird": f'{NEW}<div class="moz-cite-prefix">Am 02.03.26 um 09:00 schrieb Ada Berg:<br></div>'
    f'<blockquote type="cite" cite="mid:1@shop.example">{ASKED}</blockquote>'
    f'<div class="moz-signature">-- <br>Erik</div>',
    "Yahoo": f'{NEW}<div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div>{ATTRIBUTION}</div>{ASKED}</div>',
    "Proton": f'{NEW}<div class="protonmail_signature_block">Sent with Proton Mail</div>'
    f'<div class="protonmail_quote">'
    f'{ATTRIBUTION}<br><blockquote class="protonmail_quote" type="cite">{ASKED}</blockquote></div>',
    "Zoho": f'{NEW}<div class="zmail_extra"><div>---- On Mon, 02 Mar 2026 09:00:00 Ada Berg wrote ---</div>'
    f"<blockquote>{ASKED}</blockquote></div>",
    "Samsung": f'{NEW}<div id="composer_signature">Sent from my Galaxy</div>'
    f"<div>-------- Original message --------</div>"
    f"<div>From: Ada &lt;ada@shop.example&gt;</div><div>Date: 2.3.26 09:00</div><div>To: Erik</div>"
    f"<div>Subject: An order</div>{ASKED}",
    "QQ": f"{NEW}<includetail><div>------------------&nbsp;原始邮件&nbsp;------------------</div>"
    f"<div>发件人: Ada</div>{ASKED}</includetail>",
    "NetEase": f'{NEW}<div>在 2026-03-02 09:00:00，"Ada" &lt;ada@shop.example&gt; 写道：</div>'
    f'<blockquote id="isReplyContent">{ASKED}</blockquote>',
    "a plain blockquote": f"{NEW}<p>{ATTRIBUTION}</p><blockquote>{ASKED}</blockquote>",
    "capitals": f"{NEW}<BLOCKQUOTE TYPE=CITE>{ASKED}</BLOCKQUOTE>",
}
ENDS = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])


@ENDS
@pytest.mark.parametrize("html", CLIENTS.values(), ids=CLIENTS)
def test_the_quote_is_known_by_its_markup(html: str, end: str) -> None:
    body = f"<html><body>\n{html}\n</body></html>".replace("\n", end).replace("\r\n", "\n")
    found = read_reply("", body, "Re: An order")
    assert (found.text, "Which one shall it be?" in found.quoted) == ("The second one, please.", True)


def test_answers_between_the_quotes_are_kept() -> None:
    html = (
        f'<div class="gmail_quote"><div class="gmail_attr">{ATTRIBUTION}</div>'
        f'<blockquote class="gmail_quote">Colour?</blockquote>'
        '<div>Red.</div><blockquote class="gmail_quote">Size?'
        '<blockquote class="gmail_quote">Of what?</blockquote></blockquote>'
        "<div>Large.</div></div>"
    )
    assert read_reply("", html, "Re: x").text.split() == ["Red.", "Large."]


@pytest.mark.parametrize(
    ("html", "subject"),
    [
        pytest.param(
            '<div>For you.</div><div class="gmail_quote">'
            '<div class="gmail_attr">---------- Forwarded message ---------<br>'
            f"{HEADER}</div>{ASKED}</div>",
            "Fwd: An order",
            id="Gmail",
        ),
        pytest.param(f'<div>For you.</div><div id="divRplyFwdMsg">{HEADER}</div>{ASKED}', "FW: An order", id="Outlook"),
        pytest.param(
            f"<div>For you.</div><blockquote type=cite><div>Begin forwarded message:</div>{HEADER}{ASKED}</blockquote>",
            "Fwd: An order",
            id="Apple Mail",
        ),
    ],
)
def test_what_is_forwarded_is_no_quote(html: str, subject: str) -> None:
    found = read_reply("", html, subject)
    assert (found.text.startswith("For you."), "Which one" in found.text, found.quoted) == (True, True, "")


@pytest.mark.parametrize(
    ("html", "signature"),
    [
        pytest.param(
            '<p>Yes.</p>-- <br><div dir="ltr" class="gmail_signature">Erik<br>Desk Ltd</div>', "Erik", id="Gmail"
        ),
        pytest.param('<p>Yes.</p><div id="Signature"><p>Erik<br>Desk Ltd</p></div>', "Erik", id="Outlook"),
        pytest.param('<p>Yes.</p><div id="ms-outlook-mobile-signature">Get Outlook</div>', "Get Outlook", id="mobile"),
        pytest.param('<p>Yes.</p><pre class="moz-signature">-- \nErik</pre>', "Erik", id="Thunderbird"),
    ],
)
def test_a_signature_is_known_by_its_markup(html: str, signature: str) -> None:
    found = read_reply("", html, "Re: x")
    assert (found.text, signature in found.signature) == ("Yes.", True)


def test_a_quotation_of_ones_own_choice_is_kept() -> None:
    html = "<p>As the poet says</p><blockquote>Nothing gold can stay</blockquote><p>so we sold it.</p>"
    assert "Nothing gold" in read_reply("", html, "Gold").text


def test_the_html_tells_what_the_plain_text_hides() -> None:
    html = f'{NEW}<div id="divRplyFwdMsg">Oddajnik Ada</div>{ASKED}'
    found = read_reply("The second one, please.\n\nOddajnik Ada\nWhich one shall it be?", html, "Re: An order")
    assert (found.text, found.is_whole) == ("The second one, please.", False)
