"""The messages that are damaged: our own, and those of others where they lie beside the project."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.harness.composed import LETTERS
from tests.harness.specimens import SPECIMENS

OTHERS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
OF_OTHERS = "mime-*", "raw-*", "bounces-*", "reply-*", "calendar-*"
LARGEST_BYTES = 60_000
PEOPLE = (
    b"From: =?utf-8?q?Ada?= <ada@shop.example>\r\nTo: undisclosed-recipients:;\r\n"
    b'Cc: "B, C" <bc@shop.example>,\r\n team: d@shop.example, e@shop.example;\r\n'
    b"Subject: =?iso-2022-jp?b?GyRCJSIbKEI=?=\r\nReceived: from a by b; Tue, 3 Mar 2026 08:00:00 +0000\r\n"
    b"Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=iso-2022-jp; format=flowed\r\n\r\n"
    b'\x1b$B%"\x1b(B \r\n> quoted\r\n'
)
INNER = (
    b'From: a@shop.example\nContent-Type: multipart/mixed; boundary="=_x"\n\n--=_x\nContent-Type: text/html\n'
    b'Content-Transfer-Encoding: quoted-printable\n\n<p>=C3=A4<img src=3D"cid:1"></p>\n--=_x\n'
    b"Content-Type: message/rfc822\n\nFrom: inner@shop.example\nContent-Type: multipart/related; boundary=y\n\n--y\n"
    b'Content-Type: image/png; name="=?utf-8?q?b=C3=A4r.png?="\nContent-ID: <1>\n'
    b"Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--y--\n--=_x--\n"
)
LIST = (
    b'From nobody Mon Nov 23 12:00:00 2026\nFrom: "a@b" <c@shop.example>\nSender: list@shop.example\n'
    b"Reply-To: d@shop.example\nList-Id: <list.shop.example>\nDate: Mon, 23 Nov 2026 12:00:00 EST\nSubject: x\n\n"
    b"begin 644 a.txt\n#86)C\n`\nend\n"
)
PACKED = tuple(
    letter.raw
    for name, letter in LETTERS.items()
    if name.startswith(("winmail-", "signatures-")) or (name.startswith("uuencoded-") and letter.raw.count(b"@") <= 2)
)
"""Without encoded files in which there is an @: where line ends are lost they are an address field."""
OWN = (*SPECIMENS, PEOPLE, INNER, LIST, *PACKED)


@cache
def names() -> Sequence[str]:
    """`own 3`, or a file's path below the others' folder; always in the same order."""
    own = [f"own {number}" for number in range(len(OWN))]
    return [*own, *_of_others()]


def raw_of(name: str) -> bytes:
    """The bytes of one, where they lie."""
    own, _, number = name.partition(" ")
    return OWN[int(number)] if own == "own" else (OTHERS / name).read_bytes()


def _of_others() -> list[str]:
    found = []
    for manifest in sorted(path for name in OF_OTHERS for path in OTHERS.glob(f"{name}/manifest.jsonl")):
        for line in manifest.read_text().splitlines():
            path = manifest.parent / json.loads(line)["file"]
            if path.is_file() and path.stat().st_size <= LARGEST_BYTES:
                found.append(str(path.relative_to(OTHERS)))
    return sorted(set(found))
