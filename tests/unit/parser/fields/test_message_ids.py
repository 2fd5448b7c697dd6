"""RFC 5322 §3.6.4."""

import pytest

from services.parser.domain.fields.message_ids import MAX_ID_BYTES, bounded, read_ids, read_message_id

ONE = {
    "in angle brackets": (b"<a.b@c>", "a.b@c"),
    "bare": (b"a.b@c", "a.b@c"),
    "folded in the middle": (b"<a.b\t @c>", "a.b@c"),
    "text around": (b"foo <a@b> bar", "a@b"),
    "without a domain": (b"<abc>", "abc"),
    "unfinished": (b"<a@b", "a@b"),
    "unfinished after a control character": (b"\x00<a@b.c", "a@b.c"),
    "as an encoded word": (b"=?us-ascii?q?=3Ca=40b=3E?=", "a@b"),
    "empty": (b"", None),
    "only brackets": (b"<>", None),
    "absent": (None, None),
    "too long for an index": (b"<" + b"x" * (MAX_ID_BYTES + 1) + b">", None),
    "not UTF-8": (b"<\xff@a>", "\ufffd@a"),
}
MANY = {
    "list": ([b"<a@b> <c@d>\t<e@f>"], ("a@b", "c@d", "e@f")),
    "without white space": ([b"<a@b><c@d>"], ("a@b", "c@d")),
    "repeated": ([b"<a@b> <c@d> <a@b>"], ("a@b", "c@d")),
    "several fields": ([b"<a@b>", b"<c@d>"], ("a@b", "c@d")),
    "bare": ([b"a@b c@d"], ("a@b", "c@d")),
    "prose without an id": ([b"Your message of Monday"], ()),
    "prose with an address": ([b"jane@x.y's message of Monday"], ()),
    "prose with an id": ([b'Message from Jane of "Mon" <a@b>'], ("a@b",)),
    "bare, and one bracket": ([b"a@b <c@d"], ("a@b", "c@d")),
    "as encoded words": ([b"=?utf-8?q?=3Ca-long-id=40b=2E?= =?utf-8?q?test=3E?= <c@d>"], ("a-long-id@b.test", "c@d")),
    "an id that looks like an encoded word": ([b"<=?utf-8?q?a?=@b>"], ("=?utf-8?q?a?=@b",)),
    "a stray bracket, folded": ([b"< <a@b>"], ("a@b",)),
    "empty": ([b""], ()),
}


@pytest.mark.parametrize(("value", "expected"), ONE.values(), ids=ONE)
def test_read_message_id(value: bytes | None, expected: str | None) -> None:
    assert read_message_id(value) == expected


@pytest.mark.parametrize(("values", "expected"), MANY.values(), ids=MANY)
def test_read_ids(values: list[bytes], expected: tuple[str, ...]) -> None:
    assert read_ids(values) == expected


def test_of_a_long_list_the_root_and_the_nearest_stay() -> None:
    ids = tuple(f"{number}@x" for number in range(100))
    assert bounded(ids) == (*ids[:20], *ids[-20:])
    assert bounded(ids[:40]) == ids[:40]
