"""Multiparts: which part is the body, where parts begin and end, messages in messages."""

from tests.harness.composed.letter import FIELDS, Letter, base64, entity, multipart, page, plain, written

TEXT, HTML = plain("Plain words.\n"), page("<p>Words in HTML.</p>\n")
PNG = ("", "image/png", b"a picture")
PICTURE = base64("Content-Type: image/png\nContent-ID: <picture@shop.example>", b"a picture")
INNER = b"From: Cleo <cleo@north.example>\nSubject: Inner\n\nInner words.\n"
OTHER = b"From: Dora <dora@south.example>\nSubject: Other\n\nOther words.\n"
PDF = ("a.pdf", "application/pdf", b"an offer")
ATTACHED = base64('Content-Type: application/pdf; name="a.pdf"', b"an offer")
_PARTIAL = 'Content-Type: message/partial; id="long@shop.example"; number=2'


def _named_text(disposition: str) -> bytes:
    field = f"\nContent-Disposition: {disposition}" if disposition else ""
    return entity(f'Content-Type: text/plain; name="notes.txt"{field}', "Notes.\n")


NOTES = ("notes.txt", "text/plain", b"Notes.")
MESSAGE = ("Inner.eml", "message/rfc822", INNER)
LETTERS = {
    "alternative": Letter(written(multipart("alternative", TEXT, HTML)), "Plain words.", "<p>Words in HTML.</p>"),
    "alternative-in-the-wrong-order": Letter(
        written(multipart("alternative", HTML, TEXT)), "Plain words.", "<p>Words in HTML.</p>"
    ),
    "alternative-of-three": Letter(
        written(multipart("alternative", plain("Less.\n"), TEXT, HTML)), "Plain words.", "<p>Words in HTML.</p>"
    ),
    "alternative-with-related": Letter(
        written(multipart("alternative", TEXT, multipart("related", HTML, PICTURE, edge="inner"))),
        "Plain words.",
        "<p>Words in HTML.</p>",
        files=(PNG,),
        inline=("",),
    ),
    "related-root-by-start": Letter(
        written(
            multipart(
                "related",
                PICTURE,
                entity("Content-Type: text/plain\nContent-ID: <css@shop.example>", "p {}\n"),
                entity("Content-Type: text/html\nContent-ID: <root@shop.example>", "<p>Root</p>\n"),
                more='; start="<root@shop.example>"',
            )
        ),
        html="<p>Root</p>",
        files=(PNG, ("", "text/plain", b"p {}")),
        inline=("", ""),
    ),
    "related-start-without-brackets": Letter(
        written(
            multipart(
                "related",
                entity("Content-Type: text/html\nContent-ID: <part@shop.example>", "<p>Part</p>\n"),
                entity("Content-Type: text/html\nContent-ID: <root@shop.example>", "<p>Root</p>\n"),
                more="; start=root@shop.example",
            )
        ),
        html="<p>Root</p>",
        files=(("", "text/html", b"<p>Part</p>"),),
        inline=("",),
    ),
    "related-start-names-nothing": Letter(
        written(multipart("related", HTML, PICTURE, more='; start="<none@shop.example>"')),
        html="<p>Words in HTML.</p>",
        files=(PNG,),
        inline=("",),
    ),
    "texts-around-a-picture": Letter(
        written(multipart("mixed", plain("Above.\n"), PICTURE, plain("Below.\n"))),
        "Above.\nBelow.",
        files=(PNG,),
        inline=("",),
    ),
    "named-text-alone-first": Letter(written(multipart("mixed", _named_text(""), ATTACHED)), "Notes.", files=(PDF,)),
    "named-text-later": Letter(written(multipart("mixed", TEXT, _named_text(""))), "Plain words.", files=(NOTES,)),
    "named-text-inline": Letter(
        written(multipart("mixed", TEXT, _named_text("inline"))), "Plain words.", files=(NOTES,), inline=("notes.txt",)
    ),
    "named-text-attached-first": Letter(
        written(multipart("mixed", _named_text("attachment"), TEXT)), "Plain words.", files=(NOTES,)
    ),
    "apple-double": Letter(
        written(
            multipart(
                "mixed",
                TEXT,
                multipart(
                    "appledouble",
                    base64('Content-Type: application/applefile; name="a.pdf"', b"a fork"),
                    ATTACHED,
                    edge="double",
                ),
            )
        ),
        "Plain words.",
        files=(("a.pdf", "application/applefile", b"a fork"), PDF),
    ),
    "digest": Letter(
        written(multipart("digest", b"\n" + INNER, b"\n" + OTHER)),
        files=(MESSAGE, ("Other.eml", "message/rfc822", OTHER)),
    ),
    "digest-with-a-preface": Letter(
        written(multipart("mixed", TEXT, multipart("digest", b"\n" + INNER, b"\n" + OTHER, edge="digest"))),
        "Plain words.",
        files=(MESSAGE, ("Other.eml", "message/rfc822", OTHER)),
    ),
    "digest-read-by-the-standard-library": Letter(
        written(multipart("digest", b"\n" + INNER, entity("Content-Type: text/plain; name=ü.txt", "Words.\n"))),
        files=(MESSAGE, ("ü.txt", "text/plain", b"Words.")),
        defects=("mime_repaired",),
    ),
    "message-with-a-name": Letter(
        written(multipart("mixed", TEXT, entity('Content-Type: message/rfc822; name="its name.eml"', INNER))),
        "Plain words.",
        files=(("its name.eml", "message/rfc822", INNER),),
    ),
    "message-alone": Letter(written(entity("Content-Type: message/rfc822", INNER)), files=(MESSAGE,)),
    "message-global": Letter(
        written(multipart("mixed", TEXT, entity("Content-Type: message/global", "Subject: Größe\n\nWords.\n"))),
        "Plain words.",
        files=(("Größe.eml", "message/global", "Subject: Größe\n\nWords.\n".encode()),),
    ),
    "partial": Letter(
        written(entity(f"{_PARTIAL}; total=3", "a piece of it\n")),
        files=(("part 2 of 3 of message long@shop.example.eml", "message/partial", b"a piece of it"),),
        defects=("message_partial",),
    ),
    "partial-of-unknown-total": Letter(
        written(entity(_PARTIAL, "a piece of it\n")),
        files=(("part 2 of message long@shop.example.eml", "message/partial", b"a piece of it"),),
        defects=("message_partial",),
    ),
    "boundary-empty": Letter(
        FIELDS + b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nPlain words.\n--\n' + ATTACHED + b"----\n",
        "Plain words.",
        files=(PDF,),
        defects=("mime_repaired",),
    ),
    "boundary-with-blanks": Letter(
        written(multipart("mixed", TEXT, ATTACHED, edge="a b")), "Plain words.", files=(PDF,)
    ),
    "not-closed": Letter(
        written(multipart("mixed", TEXT, ATTACHED).replace(b"--edge--\n", b"")), "Plain words.", files=(PDF,)
    ),
    "inner-not-closed": Letter(
        written(multipart("mixed", multipart("alternative", TEXT, HTML, edge="in").replace(b"--in--", b""), ATTACHED)),
        "Plain words.",
        "<p>Words in HTML.</p>",
        files=(PDF,),
    ),
    "preamble-and-epilogue": Letter(
        written(
            multipart("mixed", TEXT, ATTACHED).replace(b"\n\n--edge", b"\n\nA preamble.\n--edge", 1) + b"The end.\n"
        ),
        "Plain words.",
        files=(PDF,),
    ),
    "line-ends-mixed": Letter(
        written(multipart("mixed", plain("One\rTwo\r\nThree\n"), ATTACHED)), "One\nTwo\nThree", files=(PDF,)
    ),
    "nothing-between": Letter(written(multipart("mixed", TEXT, b"", ATTACHED)), "Plain words.", files=(PDF,)),
    "html-with-its-picture-in-mixed": Letter(
        written(multipart("mixed", HTML, PICTURE)), html="<p>Words in HTML.</p>", files=(PNG,), inline=("",)
    ),
}
