"""In which ways a message is damaged: each changes bytes into bytes, by a seed of its own."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from services.parser.domain.encodings.transfer import from_base64
from tests.harness.specimens import INSERTED

INVENTED = "invented.example"
"""The domain of the addresses that stand in encoded words only."""
LONGEST_PIECE = 200
CHARSETS = (
    *(b"utf-8", b"iso-8859-1", b"windows-1251", b"koi8-r", b"gb2312", b"gb18030", b"big5", b"euc-kr", b"shift_jis"),
    *(b"iso-2022-jp", b"utf-7", b"utf-16", b"utf-32", b"us-ascii", b"x-unknown", b"idna", b"punycode", b"", b'"'),
)
ENCODINGS = (b"7bit", b"8bit", b"base64", b"quoted-printable", b"x-uuencode", b"binary", b"base64, 8bit", b"", b"\x00")
ADDRESS_FIELDS = (b"From", b"To", b"Cc", b"Reply-To", b"Sender")
_FIELD = re.compile(rb"(?m)^[A-Za-z-]+:(?:.*\n?)(?:[ \t].*\n?)*")
_CHARSET = re.compile(rb"(?i)charset\s*=\s*\"?[^\s;\"]*")
_WORD = re.compile(rb"=\?[^\s]{1,100}\?=")
_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*\"?([^\s;\"]+)")
_BASE64 = re.compile(rb"(?m)(?:^[A-Za-z0-9+/]{4,}={0,2}\r?\n)+")
LENGTHS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
Change = Callable[[bytes, Random], bytes]


@dataclass(frozen=True, slots=True)
class Damage:
    """One change."""

    name: str
    seed: int

    def done(self, raw: bytes) -> bytes:
        return DAMAGES[self.name](raw, Random(self.seed))


def _span(raw: bytes, rng: Random) -> tuple[int, int]:
    at = rng.randint(0, len(raw))
    return at, min(len(raw), at + rng.randint(1, LONGEST_PIECE))


def _flips(raw: bytes, rng: Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 3, 30)) if raw else 0):
        changed[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut_off(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randint(0, len(raw))]


def _cut_out(raw: bytes, rng: Random) -> bytes:
    start, end = _span(raw, rng)
    return raw[:start] + raw[end:]


def _doubled(raw: bytes, rng: Random) -> bytes:
    start, end = _span(raw, rng)
    return raw[:end] + raw[start:end] * rng.choice((1, 2, 20)) + raw[end:]


def _inserted(raw: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(raw))
    return raw[:at] + rng.choice(INSERTED) * rng.choice((1, 1, 2, 50)) + raw[at:]


def _field(change: Callable[[bytes, Random], bytes]) -> Change:
    """Changes one header field, of the message or of a part."""

    def done(raw: bytes, rng: Random) -> bytes:
        fields = list(_FIELD.finditer(raw))
        if not fields:
            return raw
        found = rng.choice(fields[:30])
        return raw[: found.start()] + change(found[0], rng) + raw[found.end() :]

    return done


def _huge(field: bytes, rng: Random) -> bytes:
    filling = rng.choice((b"x", b" a@b.example,", b"(", b'"', b"=?utf-8?q?", b"\n ", b"<", b";a=b", b"\\"))
    return field.rstrip(b"\r\n") + filling * (rng.choice((1_000, 20_000, 90_000)) // len(filling)) + b"\r\n"


def _renamed(field: bytes, rng: Random) -> bytes:
    name = rng.choice((b"From", b"Subject", b"Date", b"Content-Type", b"Received", b"References", b"X", b"Fro m", b""))
    return name + rng.choice((b":", b" :", b": ", b"\t:")) + field.partition(b":")[2]


def _substituted(pattern: re.Pattern[bytes], new: Callable[[Random], bytes]) -> Change:
    def done(raw: bytes, rng: Random) -> bytes:
        found = list(pattern.finditer(raw))
        if not found:
            return raw
        one = rng.choice(found)
        return raw[: one.start()] + new(rng) + raw[one.end() :]

    return done


def _broken_word(raw: bytes, rng: Random) -> bytes:
    found = list(_WORD.finditer(raw))
    if not found:
        return raw
    one = rng.choice(found)
    at = rng.randrange(one.start(), one.end())
    return raw[:at] + rng.choice((b"", b"?", b"=?", b" ", b"\n ", b"\x00", b"=FF", b"=")) + raw[at + 1 :]


def _encoded_address(raw: bytes, rng: Random) -> bytes:
    """An address, or what makes one of the text around it, stands in an encoded word: it is text (RFC 2047 §5).

    Where a whole field is encoded words its address is read, with a defect: that is no invention.
    """
    text = (
        rng.choice((b"<eve@%s>", b"eve@%s", b"Eve <eve@%s>,", b'"eve@%s"', b"x>, <eve@%s", b"@%s")) % INVENTED.encode()
    )
    word = (
        b"=?utf-8?b?" + base64.b64encode(text) + b"?="
        if rng.random() < 0.5
        else b"=?utf-8?q?" + b"".join(b"=%02X" % byte for byte in text) + b"?="
    )
    field = rng.choice(ADDRESS_FIELDS)
    around = rng.choice(
        (b"%s <ada@shop.example>", b'"%s" <ada@shop.example>', b"ada%s", b"a <%s>", b"(%s) a@b.example")
    )
    return field + b": " + around.replace(b"%s", word) + b"\r\n" + raw


def _boundary(raw: bytes, rng: Random) -> bytes:
    """A delimiter goes missing, is doubled, closes too early, goes on, or is used within as well."""
    found = _BOUNDARY.search(raw)
    if found is None:
        return raw
    line = b"--" + found[1]
    places = [each.start() for each in re.finditer(re.escape(line), raw)]
    if not places:
        return raw
    at = rng.choice(places)
    new = rng.choice((b"", line + b"--", line + b"x", b" " + line, line + b"\n" + line, line.swapcase(), line + b" \t"))
    return raw[:at] + new + raw[at + len(line) :]


def _nested(raw: bytes, rng: Random) -> bytes:
    depth = rng.choice((2, 10, 40, 300))
    if rng.random() < 0.5:
        return b"Content-Type: message/rfc822\r\n\r\n" * depth + raw
    heads = [
        b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (n, rng.choice((n, n // 2)))
        for n in range(depth)
    ]
    return b"".join(heads) + raw


def _line_ends(raw: bytes, rng: Random) -> bytes:
    end = rng.choice((b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r"))
    share = rng.choice((0.1, 1.0))
    return b"".join(
        line + (end if rng.random() < share else b"\n") for line in raw.replace(b"\r\n", b"\n").split(b"\n")
    )


def _eight_bit(raw: bytes, rng: Random) -> bytes:
    share = rng.choice((0.01, 0.3, 1.0))
    return bytes(byte | 0x80 if 64 < byte < 127 and rng.random() < share else byte for byte in raw)


def _nuls(raw: bytes, rng: Random) -> bytes:
    return raw.replace(rng.choice((b" ", b"e", b"\n")), b"\x00", rng.choice((1, 5, -1)))


def _length(raw: bytes, rng: Random) -> bytes:
    """Four bytes that may be a length lie."""
    at = rng.randint(0, len(raw))
    return raw[:at] + rng.choice(LENGTHS).to_bytes(4, rng.choice(("little", "big"))) + raw[at + 4 :]


def _packed(raw: bytes, rng: Random) -> bytes:
    """The content of a part in base64 is damaged, as TNEF and signed CMS are."""
    found = list(_BASE64.finditer(raw))
    if not found:
        return raw
    block = rng.choice(found)
    content = from_base64(block[0])
    for _ in range(rng.choice((1, 1, 2, 5))):
        content = rng.choice((_flips, _cut_off, _cut_out, _doubled, _length))(content, rng)
    return raw[: block.start()] + base64.encodebytes(content) + raw[block.end() :]


DAMAGES: Mapping[str, Change] = {
    "flipped bits": _flips,
    "cut off": _cut_off,
    "cut out": _cut_out,
    "a piece again": _doubled,
    "inserted": _inserted,
    "a field twice": _field(lambda field, rng: field * rng.choice((2, 3, 30))),
    "a field gone": _field(lambda field, rng: b""),
    "a field renamed": _field(_renamed),
    "a huge field": _field(_huge),
    "another charset": _substituted(_CHARSET, lambda rng: b"charset=" + rng.choice(CHARSETS)),
    "another encoding": _substituted(
        re.compile(rb"(?i)(?<=transfer-encoding: )[a-z0-9-]+"), lambda rng: rng.choice(ENCODINGS)
    ),
    "a broken encoded word": _broken_word,
    "an encoded address": _encoded_address,
    "a boundary": _boundary,
    "deep nesting": _nested,
    "line ends": _line_ends,
    "eight bits": _eight_bit,
    "NUL": _nuls,
    "a length": _length,
    "inside base64": _packed,
}
