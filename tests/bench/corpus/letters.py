"""A planned letter as bytes: LF line ends, as a Maildir keeps mail."""

import base64
import binascii
import random
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime

from tests.bench.corpus.plan import Kind, Letter
from tests.bench.corpus.reports import delivery_report
from tests.bench.corpus.spoil import spoiled
from tests.bench.corpus.texts import text

ADDRESS = "support@bench.test"
ANSWER_DOMAIN = "answer.test"
BEGAN_AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
APART = timedelta(seconds=40)
CUSTOMERS_EACH = 5
NAMED_REFERENCES = 20
LONGEST_QUOTE_BYTES = 4_000
BODY_BESIDE_ATTACHMENT_BYTES = 3_000
FILES = (
    ("application/pdf", "invoice.pdf"),
    ("image/jpeg", "photo.jpg"),
    ("image/png", "screenshot.png"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "contract.docx"),
    ("text/csv", "orders.csv"),
)
_STYLE = b"<style>p{margin:0 0 1em 0;font-family:Arial,sans-serif;font-size:14px;color:#333333}</style>"
_BETWEEN_ROWS = b'</p>\n<p style="color:#333333"><b>&middot;</b> '


def write(seed: int, letter: Letter) -> bytes:
    """The same bytes for the same seed and letter."""
    rng = random.Random(f"{seed} {letter.number}")
    head = _head(seed, rng, letter)
    room = max(120, letter.size_bytes - len(head))
    if letter.kind is Kind.REPORT:
        return head + delivery_report(rng, message_id(seed, letter.number), room)
    content = _with_attachment(rng, letter, room) if letter.has_attachment else _bodies(rng, letter, room)
    return spoiled(head + content, letter.malformation)


def message_id(seed: int, number: int) -> str:
    """Without angle brackets."""
    return f"{number:06d}.{seed:x}@mail.bench.test"


def sender(letter: Letter) -> str:
    """Who wrote it; a few people write most of the mail, those of one thread are few."""
    if letter.is_to_be_answered:
        return f"customer{letter.number}@{ANSWER_DOMAIN}"
    return f"customer{(letter.thread * 7 + len(letter.ancestors) % 3) // CUSTOMERS_EACH}@example.org"


def _head(seed: int, rng: random.Random, letter: Letter) -> bytes:
    root = letter.ancestors[0] if letter.ancestors else letter.number
    subject = text(letter.charset).phrase(random.Random(f"subject {seed} {root}"))
    fields = {
        "Return-Path": "<>" if letter.kind is Kind.REPORT else f"<{sender(letter)}>",
        "Received": f"from mx.example.org by mail.bench.test id {rng.getrandbits(48):x};\n\t{_date(letter)}",
        "Message-ID": f"<{message_id(seed, letter.number)}>",
        "Date": _date(letter),
        "From": f'"Customer {letter.thread}" <{sender(letter)}>',
        "To": f"Support <{ADDRESS}>",
        "Subject": _encoded("Re: " + subject if letter.ancestors else subject, letter.charset),
        "MIME-Version": "1.0",
    }
    if letter.ancestors:
        ids = [f"<{message_id(seed, number)}>" for number in letter.ancestors]
        fields["In-Reply-To"] = ids[-1]
        fields["References"] = "\n ".join([ids[0], *ids[1:][-NAMED_REFERENCES:]])
    if letter.kind is Kind.AUTOMATIC:
        fields |= {"Auto-Submitted": rng.choice(("auto-replied", "auto-generated")), "Precedence": "bulk"}
    return "".join(f"{name}: {value}\n" for name, value in fields.items()).encode()


def _date(letter: Letter) -> str:
    return format_datetime(BEGAN_AT + letter.number * APART)


def _encoded(subject: str, charset: str) -> str:
    return subject if subject.isascii() else Header(subject, charset, maxlinelen=75).encode()


def _bodies(rng: random.Random, letter: Letter, room: int) -> bytes:
    """Content fields and content: plain, HTML alone for one in ten, else both."""
    if not letter.has_html:
        return _leaf(rng, "plain", letter.charset, _plain(rng, letter, room), letter)
    if rng.random() < 0.1:
        return _leaf(rng, "html", letter.charset, _html(rng, letter, room), letter)
    plain_room = max(60, room // 3 - 150)
    plain = _leaf(rng, "plain", letter.charset, _plain(rng, letter, plain_room), letter)
    html = _leaf(rng, "html", letter.charset, _html(rng, letter, max(60, room - len(plain) - 250)), letter)
    return _multipart(rng, "alternative", [plain, html])


def _plain(rng: random.Random, letter: Letter, room: int) -> bytes:
    """New text, and below it what is answered."""
    room = round(room * _shrink(letter))
    if not letter.ancestors:
        return text(letter.charset).some(rng, room)
    quoted = text(letter.charset).some(rng, min(LONGEST_QUOTE_BYTES, room // 2))
    intro = f"\nOn Mon, 5 Jan 2026, Customer {letter.thread} wrote:\n".encode()
    return (
        text(letter.charset).some(rng, max(60, room - round(len(quoted) * 1.04)))
        + intro
        + b"> "
        + quoted[:-1].replace(b"\n", b"\n> ")
        + b"\n"
    )


def _html(rng: random.Random, letter: Letter, room: int) -> bytes:
    store = text(letter.charset)
    share = store.line_bytes / (store.line_bytes + len(_BETWEEN_ROWS))
    inner = store.some(rng, round((room * _shrink(letter) - len(_STYLE)) * share))
    rows = inner[:-1].replace(b"\n", _BETWEEN_ROWS)
    return b"<html><head>" + _STYLE + b"</head><body><p>" + rows + b"</p></body></html>\n"


def _shrink(letter: Letter) -> float:
    """How much smaller a text is than its encoded form; see `_leaf`."""
    return {"quoted-printable": 1.0 if letter.charset == "us-ascii" else _qp_share(letter.charset), "base64": 0.74}.get(
        _encoding(letter), 1.0
    )


def _qp_share(charset: str) -> float:
    sample = b"\n".join(text(charset).encoded[:50])
    return len(sample) / len(binascii.b2a_qp(sample))


def _encoding(letter: Letter) -> str:
    if letter.charset in ("us-ascii", "iso-2022-jp"):
        return "7bit"
    return ("quoted-printable", "8bit", "base64")[letter.number % 3]


def _leaf(rng: random.Random, subtype: str, charset: str, content: bytes, letter: Letter) -> bytes:
    encoding = _encoding(letter)
    if encoding == "quoted-printable":
        content = binascii.b2a_qp(content)
    elif encoding == "base64":
        content = base64.encodebytes(content)
    fields = f'Content-Type: text/{subtype}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'
    return fields.encode() + content


def _with_attachment(rng: random.Random, letter: Letter, room: int) -> bytes:
    bodies = _bodies(rng, letter, min(BODY_BESIDE_ATTACHMENT_BYTES, max(120, room // 2)))
    kind, name = rng.choice(FILES)
    size = max(30, round((room - len(bodies) - 450) * 0.74))
    content = text("us-ascii").some(rng, size) if kind == "text/csv" else rng.randbytes(size)
    fields = (
        f'Content-Type: {kind}; name="{letter.number}-{name}"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="{letter.number}-{name}"\n\n'
    )
    return _multipart(rng, "mixed", [bodies, fields.encode() + base64.encodebytes(content)])


def _multipart(rng: random.Random, subtype: str, parts: list[bytes]) -> bytes:
    boundary = f"=_{rng.getrandbits(80):x}".encode()
    opening = b'Content-Type: multipart/%s; boundary="%s"\n\n' % (subtype.encode(), boundary)
    return opening + b"".join(b"--%s\n%s\n" % (boundary, part) for part in parts) + b"--%s--\n" % boundary
