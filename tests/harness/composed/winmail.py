"""winmail.dat: what Outlook makes of a message and its attachments."""

from tests.harness.composed.letter import Letter, base64, multipart, page, plain, written
from tests.harness.tnef import (
    BINARY,
    BODY,
    BOOLEAN,
    INTEGER,
    MESSAGE,
    STRING,
    SUBJECT,
    TIME,
    UNICODE,
    attribute,
    compressed_rtf,
    embedded,
    file,
    message,
    prop,
    tnef,
)

FIELDS = 'Content-Type: application/ms-tnef; name="winmail.dat"'
ANY, PDF = "application/octet-stream", "application/pdf"
OFFER = file(b"offer.pdf", b"an offer")
OFFERED = ("offer.pdf", ANY, b"an offer")
BODY_TEXT = attribute(MESSAGE, BODY, b"Words in TNEF.\r\n\0")
LONG = "Angebot für März, geänderte Fassung.pdf"
RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\colortbl;\red0\green0\blue0;}"
    rb"\f0 Gr\'fc\'dfe \{aus\}\par K\u246?ln\par}"
)
CYRILLIC = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}{\f1\fswiss\fcharset204 Arial Cyr;}}"
    rb"\f1 \'cf\'f0\'e8\'e2\'e5\'f2\f0 , Ada}"
)
FROM_HTML = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\generator Outlook;}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe &{\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 aus"
    rb"{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 K\u246?ln"
    rb"\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}}"
)
IN_HTML = "<p>Grüße &amp;<b>aus</b>&nbsp;Köln</p>"
INNER = tnef(
    message(
        prop(0x0037, UNICODE, "Lieferung am Montag"),
        prop(0x0C1A, UNICODE, "Cleo"),
        prop(0x5D01, UNICODE, "cleo@north.example"),
        prop(0x0039, TIME, 134_169_156_000_000_000),
        prop(0x1000, UNICODE, "Am Montag."),
    ),
    OFFER,
)
EMBEDDED = (
    b"Subject: Lieferung am Montag\r\nFrom: Cleo <cleo@north.example>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
)


def _alone(stream: bytes, fields: str = FIELDS) -> bytes:
    """The message that has nothing else."""
    return written(base64(fields, stream))


def _beside(stream: bytes) -> bytes:
    """As Exchange sends it: the text is there too."""
    return written(multipart("mixed", plain("Words outside.\n"), base64(FIELDS, stream)))


def _rtf(text: bytes) -> bytes:
    return tnef(message(prop(0x1009, BINARY, compressed_rtf(text))))


PICTURE = file(
    b"pic.png",
    b"",
    prop(0x3701, BINARY, b"a picture"),
    prop(0x3712, UNICODE, "pic@shop.example"),
    prop(0x370E, UNICODE, "image/png"),
    prop(0x3714, INTEGER, 4),
    prop(0x7FFE, BOOLEAN, 1),
)
NAMED = file(b"ANGEBO~1.PDF", b"an offer", prop(0x3707, UNICODE, LONG), prop(0x370E, STRING, PDF))
LETTERS = {
    "body-and-file": Letter(_alone(tnef(BODY_TEXT, OFFER)), "Words in TNEF.", files=(OFFERED,)),
    "any-file": Letter(
        _alone(tnef(BODY_TEXT, OFFER), 'Content-Type: application/octet-stream; name="WINMAIL.DAT"'),
        "Words in TNEF.",
        files=(OFFERED,),
    ),
    "old-type": Letter(
        _alone(tnef(BODY_TEXT, OFFER), "Content-Type: application/vnd.ms-tnef"), "Words in TNEF.", files=(OFFERED,)
    ),
    "long-name": Letter(_alone(tnef(BODY_TEXT, NAMED)), "Words in TNEF.", files=((LONG, PDF, b"an offer"),)),
    "long-name-in-a-code-page": Letter(
        _alone(tnef(file(b"x.txt", b"x", prop(0x3707, STRING, "\xcf\xf0\xe8\xe2\xe5\xf2.txt")), page=1251)),
        files=(("Привет.txt", ANY, b"x"),),
    ),
    "path-in-the-name": Letter(
        _alone(tnef(file(b"x", b"x", prop(0x3707, UNICODE, "..\\..\\autoexec.bat")))),
        files=(("autoexec.bat", ANY, b"x"),),
    ),
    "named-properties-between": Letter(
        _alone(tnef(message(prop(0x8005, INTEGER, 7), prop(0x1000, UNICODE, "Words.")), OFFER)),
        "Words.",
        files=(OFFERED,),
    ),
    "unicode-body": Letter(_alone(tnef(message(prop(0x1000, UNICODE, "月曜日まで")))), "月曜日まで"),
    "html-body": Letter(
        _alone(tnef(message(prop(0x1013, BINARY, "<p>Grüße</p>".encode())), PICTURE)),
        html="<p>Grüße</p>",
        files=(("pic.png", "image/png", b"a picture"),),
        inline=("pic.png",),
    ),
    "rtf": Letter(_alone(_rtf(RTF)), "Grüße {aus}\nKöln"),
    "rtf-of-two-charsets": Letter(_alone(_rtf(CYRILLIC)), "Привет, Ada"),
    "rtf-of-html": Letter(_alone(_rtf(FROM_HTML)), html=IN_HTML),
    "rtf-of-html-beside-a-text": Letter(_beside(_rtf(FROM_HTML)), "Words outside.", IN_HTML),
    "text-outside": Letter(_beside(tnef(BODY_TEXT, OFFER)), "Words outside.", files=(OFFERED,)),
    "texts-outside": Letter(
        written(
            multipart(
                "mixed",
                multipart("alternative", plain("Words outside.\n"), page("<p>Outside.</p>\n"), edge="in"),
                base64(FIELDS, tnef(BODY_TEXT, message(prop(0x1013, BINARY, b"<p>TNEF</p>")), OFFER)),
            )
        ),
        "Words outside.",
        "<p>Outside.</p>",
        files=(OFFERED,),
    ),
    "in-winmail": Letter(
        _alone(tnef(BODY_TEXT, file(b"winmail.dat", tnef(OFFER)))), "Words in TNEF.", files=(OFFERED,)
    ),
    "message-in-it": Letter(
        _beside(tnef(attribute(MESSAGE, SUBJECT, b"Fwd\0"), file(b"", b"", embedded(INNER)))),
        "Words outside.",
        files=(("Lieferung am Montag.eml", "message/rfc822", EMBEDDED),),
    ),
    "empty-file": Letter(_alone(tnef(BODY_TEXT, file(b"a.txt", b""))), "Words in TNEF.", files=(("a.txt", ANY, b""),)),
    "cut-off": Letter(
        _alone(tnef(BODY_TEXT, OFFER)[:-6]),
        "Words in TNEF.",
        files=(("offer.pdf", ANY, b"an o"),),
        defects=("tnef_malformed",),
    ),
    "length-lies": Letter(
        _alone(tnef(BODY_TEXT, OFFER) + b"\x02\x0f\x80\x06\x00\xff\xff\xff\xff"),
        "Words in TNEF.",
        files=(OFFERED,),
        defects=("tnef_malformed",),
    ),
    "rtf-length-lies": Letter(
        _alone(tnef(message(prop(0x1009, BINARY, compressed_rtf(RTF, 2**31))))),
        "Grüße {aus}\nKöln",
        defects=("rtf_over_limit",),
    ),
    "no-tnef": Letter(
        _alone(b"something else"),
        files=(("winmail.dat", "application/ms-tnef", b"something else"),),
        defects=("tnef_malformed",),
    ),
}
