"""What Hypothesis draws in this suite's properties, in one place: bytes, damaged messages, header fields, mailboxes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st

from tests.harness.specimens import DATE, INSERTED, SPECIMENS

T = TypeVar("T")
LONGEST_PIECE = 200

pieces = st.sampled_from(INSERTED) | st.binary(max_size=40)
labels = st.sampled_from(
    b"utf-8 us-ascii iso-8859-1 windows-1251 koi8-r gb2312 big5 euc-kr iso-2022-jp utf-7 utf-16 utf-32 idna punycode "
    b"unicode_escape rot13 hex x-unknown a\0b 8bit".decode().split()
) | st.text(max_size=20)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message with pieces cut out, put in, doubled or changed."""
    raw = bytearray(draw(st.sampled_from(SPECIMENS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(raw)))
        length = draw(st.integers(1, LONGEST_PIECE))
        match draw(st.integers(0, 3)):
            case 0:
                del raw[at : at + length]
            case 1:
                raw[at:at] = draw(pieces)
            case 2:
                raw[at:at] = raw[at : at + length]
            case _:
                raw[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
    return bytes(raw)


field_names = st.sampled_from(
    b"From To Cc Reply-To Subject Date Received Return-Path Message-ID In-Reply-To References Content-Type "
    b"Content-Transfer-Encoding Content-Disposition Content-ID Auto-Submitted Precedence List-ID X".split()
)
field_values = st.lists(
    st.sampled_from(
        (b"a@b.c", b"<a@b>", b"; ", b'"', b"=?utf-8?q?=C3?=", b"multipart/mixed; boundary=b1", b"text/html")
    )
    | st.sampled_from(
        (b"message/rfc822", b"base64", b"filename*0*=", DATE, b"(", b")", b",", b"\\", b"\n ", b"charset=")
    )
    | pieces,
    max_size=8,
).map(b"".join)


@st.composite
def assembled(draw: st.DrawFn) -> bytes:
    """A message put together from fields and bodies that Mailweave reads, most of them wrong somewhere."""
    fields = draw(st.lists(st.tuples(field_names, field_values), max_size=8))
    header = b"".join(b"%s: %s\n" % field for field in fields)
    return header + b"\n" + b"".join(draw(st.lists(pieces | st.just(b"\n--b1\n") | field_values, max_size=8)))


numbers = st.integers(-1, 70).map(str) | st.sampled_from(("2026", "9999", "99999999999", "", "x"))
almost_dates = st.tuples(
    *(numbers, st.sampled_from(("Nov", "Feb", "2", "")), numbers, numbers, numbers, numbers),
    st.sampled_from(("+0100", "-9959", "+99999999999", "EST", "")),
).map(lambda parts: "Mon, {} {} {} {}:{}:{} {}".format(*parts))
raw_messages = st.binary(max_size=2000) | assembled() | damaged()


@st.composite
def split_into_batches(draw: st.DrawFn, items: Sequence[T]) -> list[list[T]]:
    """The items in their order, cut anywhere."""
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(items) - 1)))))
    edges = [0, *(cut for cut in cuts if cut < len(items)), len(items)]
    return [list(items[start:end]) for start, end in pairwise(edges) if start < end]


@st.composite
def shuffled_batches(draw: st.DrawFn, items: Sequence[T]) -> list[list[T]]:
    """All of the items at least once, some more often, in any order and cut anywhere."""
    repeated = draw(st.lists(st.sampled_from(items), max_size=len(items)))
    return draw(split_into_batches(draw(st.permutations([*items, *repeated]))))
