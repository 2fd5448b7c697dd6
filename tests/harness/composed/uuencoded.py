"""Files in a text: uuencode in its forms, and yEnc."""

import binascii

from tests.harness.composed.letter import Letter, base64, entity, multipart, page, plain, written
from tests.harness.tnef import BODY, MESSAGE, attribute, tnef

CONTENT = bytes(range(256))
SHORT = b"a line of text\n"
ANY = "application/octet-stream"


def _lines(content: bytes) -> str:
    pieces = [content[at : at + 45] for at in range(0, len(content), 45)]
    return "".join(binascii.b2a_uu(piece, backtick=True).decode() for piece in pieces)


def uu(name: str, content: bytes, end: str = "`\nend\n", mode: str = "644") -> str:
    return f"begin {mode} {name}\n{_lines(content)}{end}"


WINMAIL = tnef(attribute(MESSAGE, BODY, b"The text in it.\0"))
LETTERS = {
    "one": Letter(
        written(plain(f"Before.\n\n{uu('a.bin', CONTENT)}\nAfter.\n")),
        "Before.\n\n\nAfter.",
        files=(("a.bin", ANY, CONTENT),),
    ),
    "alone": Letter(written(plain(uu("a.bin", CONTENT))), files=(("a.bin", ANY, CONTENT),)),
    "several": Letter(
        written(plain("See:\n" + uu("a.bin", CONTENT) + uu("b.txt", SHORT, mode="0600") + "Ada\n")),
        "See:\nAda",
        files=(("a.bin", ANY, CONTENT), ("b.txt", ANY, SHORT)),
    ),
    "no-mime": Letter(
        b"From: ada@shop.example\nSubject: Old\n\nSee:\n" + uu("a.txt", SHORT).encode(),
        "See:",
        files=(("a.txt", ANY, SHORT),),
    ),
    "truncated": Letter(
        written(plain("See:\n" + uu("a.bin", CONTENT, end=""))),
        "See:",
        files=(("a.bin", ANY, CONTENT),),
        defects=("uuencode_truncated",),
    ),
    "goes-on-in-words": Letter(
        written(plain("See:\n" + uu("a.bin", CONTENT[:45], end="") + "That was all of it, I think.\n")),
        "See:\nThat was all of it, I think.",
        files=(("a.bin", ANY, CONTENT[:45]),),
        defects=("uuencode_truncated",),
    ),
    "blanks-lost": Letter(
        written(plain("See:\n" + "begin 644 a.bin\n#86)C\n&86)C\n`\nend\n")),
        "See:",
        files=(("a.bin", ANY, b"abcabc\0\0\0"),),
    ),
    "only-words": Letter(
        written(plain("begin 644 times\nand you will see.\nend\n")), "begin 644 times\nand you will see.\nend"
    ),
    "path": Letter(written(plain("See:\n" + uu("../../etc/cron.d/a", SHORT))), "See:", files=(("a", ANY, SHORT),)),
    "in-an-alternative": Letter(
        written(multipart("alternative", plain("See:\n" + uu("a.txt", SHORT)), page("<p>See:</p>\n"))),
        "See:",
        "<p>See:</p>",
        files=(("a.txt", ANY, SHORT),),
    ),
    "in-quoted-printable": Letter(
        written(
            entity(
                "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable",
                "See=3A\nbegin=20644=20a.txt\n/82!L:6YE(&]F('1E>'0*\n`\nend\n",
            )
        ),
        "See:",
        files=(("a.txt", ANY, SHORT),),
    ),
    "attached-stays": Letter(
        written(
            multipart(
                "mixed",
                plain("See:\n"),
                base64(
                    'Content-Type: text/plain; name="a.uue"\nContent-Disposition: attachment', uu("a", SHORT).encode()
                ),
            )
        ),
        "See:",
        files=(("a.uue", "text/plain", uu("a", SHORT).encode()),),
    ),
    "winmail": Letter(written(plain("begins here\n" + uu("winmail.dat", WINMAIL))), "begins here"),
    "yenc": Letter(
        written(entity("Content-Type: text/plain", "=ybegin line=128 size=4 name=a.bin\n....\n=yend size=4\n")),
        "=ybegin line=128 size=4 name=a.bin\n....\n=yend size=4",
        defects=("yenc_not_decoded",),
    ),
}
