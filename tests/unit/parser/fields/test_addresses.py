"""RFC 5322 §3.4."""

import pytest

from services.parser.domain.fields.addresses import (
    ADDRESS_ENCODED,
    ADDRESS_IN_NAME,
    MAX_ADDRESSES,
    MAX_FIELD_BYTES,
    read_addresses,
    read_mailboxes,
)
from services.parser.domain.message import ADDRESSES_OVER_LIMIT, FROM_REPEATED, parse_message

CASES = {
    "bare": ("a@b.c", [("", "a@b.c")]),
    "named": ("Jane Doe <jane@b.c>", [("Jane Doe", "jane@b.c")]),
    "quoted, with a comma": ('"Doe, Jane" <jane@b.c>', [("Doe, Jane", "jane@b.c")]),
    "quoted, with a quote": (r'"A \"B\" C" <a@b.c>', [('A "B" C', "a@b.c")]),
    "several": ("a@b.c, Jane <d@e.f>,,g@h.i", [("", "a@b.c"), ("Jane", "d@e.f"), ("", "g@h.i")]),
    "semicolons, as Outlook writes them": ("a@b.c; d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
    "group": ("Team: a@b.c, D <d@e.f>; g@h.i", [("", "a@b.c"), ("D", "d@e.f"), ("", "g@h.i")]),
    "empty group": ("undisclosed-recipients:;", []),
    "comment as the name": ("a@b.c (Jane Doe)", [("Jane Doe", "a@b.c")]),
    "comments inside the address": ("Pete <pete(his account)@silly.test(his host)>", [("Pete", "pete@silly.test")]),
    "encoded word": ("=?utf-8?q?J=C3=BCrgen?= <j@b.c>", [("Jürgen", "j@b.c")]),
    "encoded word in quotes": ('"=?utf-8?q?J=C3=BCrgen?=" <j@b.c>', [("Jürgen", "j@b.c")]),
    "comma inside an encoded word": ("=?utf-8?q?Doe,_Jane?= <j@b.c>", [("Doe, Jane", "j@b.c")]),
    "an encoded comma does not separate": ("=?utf-8?q?Doe=2C_Jane?= <j@b.c>", [("Doe, Jane", "j@b.c")]),
    "source route (obsolete)": ("<@x,@y:a@b.c>", [("", "a@b.c")]),
    "domain literal": ("a@[192.0.2.1]", [("", "a@[192.0.2.1]")]),
    "IPv6 literal": ("a@[IPv6:2001:db8::1]", [("", "a@[IPv6:2001:db8::1]")]),
    "quoted local part": ('"a..b"@c.d', [("", '"a..b"@c.d')]),
    "spaces around @": ("a @ b.c", [("", "a@b.c")]),
    "at sign in the name": ("jane@work <jane@b.c>", [("jane@work", "jane@b.c")]),
    "mailto": ("<mailto:a@b.c>", [("", "a@b.c")]),
    "missing >": ("Jane <a@b.c", [("Jane", "a@b.c")]),
    "single quotes": ("'a@b.c' <'a@b.c'>", [("a@b.c", "a@b.c")]),
    "local only, in angle brackets": ("Root <root>", [("Root", "root")]),
    "an unquoted comma": ("Doe, Jane, MD <jane@b.c>", [("Doe, Jane, MD", "jane@b.c")]),
    "unquoted commas in a list": ("Doe, J <j@b.c>, Roe, R <r@b.c>", [("Doe, J", "j@b.c"), ("Roe, R", "r@b.c")]),
    "what follows the last address": ("Jane <jane@b.c>, MD", [("Jane, MD", "jane@b.c")]),
    "a name after the comma": ("jane@b.c, Jane Doe", [("Jane Doe", "jane@b.c")]),
    "a colon without a group": ("Sales: Jane <jane@b.c>", [("Sales: Jane", "jane@b.c")]),
    "comment after angle brackets": ("<a@b.c> (Jane)", [("Jane", "a@b.c")]),
    "comments beside a name": ("(x) =?utf-8?q?J=28D=29?= (y) <a@b.c>", [("J(D)", "a@b.c")]),
    "a comment in a comment": ("a@b.c (Jane (the first))", [("Jane (the first)", "a@b.c")]),
    "a name in angle brackets": ("Jane <Sales> <a@b.c>", [("Jane Sales", "a@b.c")]),
    "doubled brackets": ("<<a@b.c>>", [("", "a@b.c")]),
    "a bracket left over": ("Ada a@b.c>, <d@e.f>>", [("Ada", "a@b.c"), ("", "d@e.f")]),
    "a bracket that joins nothing": ("a@shop>mill.test, d@e.f", [("mill.test", "a@shop"), ("", "d@e.f")]),
    "an open bracket ends at the comma": ("Jane <a@b.c, Roe <d@e.f>", [("Jane", "a@b.c"), ("Roe", "d@e.f")]),
    "a list in one pair of brackets": ("<a@b.c; d@e.f>", [("", "a@b.c"), ("", "d@e.f")]),
    "separated by blanks": ("a@b.c d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
    "as Outlook forwards it": ("Jane [mailto:a@b.c]", [("Jane", "a@b.c")]),
    "blank in a quoted local part": ('"a b"@c.d', [("", '"a b"@c.d')]),
    "name is another address": ("boss@bank.test <eve@x.y>", [("boss@bank.test", "eve@x.y")]),
    "quoted name is another address": ('"boss@bank.test" eve@x.y', [("boss@bank.test", "eve@x.y")]),
    "no address": ("Jane Doe", []),
    "a domain alone": ("Jane <@b.c>, @d.e", []),
    "empty": ("", []),
    "folded name": ("Jane\t  Doe <a@b.c>", [("Jane Doe", "a@b.c")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_read_addresses(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.name, found.address) for found in read_addresses([text.encode()])] == expected


NEVER_SYNTAX = {
    "address and comma in a word": ("=?utf-8?q?boss=40bank.test=2C?= eve@x.y", [("boss@bank.test,", "eve@x.y")], []),
    "angle brackets in a word": ("eve@x.y =?utf-8?q?=3Cboss=40bank.test=3E?=", [("<boss@bank.test>", "eve@x.y")], []),
    "quote in a word": ("=?utf-8?q?=22boss=40bank.test?= <eve@x.y>", [("boss@bank.test", "eve@x.y")], []),
    "raw at sign in a word": ("=?utf-8?q?boss@bank.test?= <eve@x.y>", [("boss@bank.test", "eve@x.y")], []),
    "a bracket in the local part": ("=?utf-8?q?boss=40bank.test=28?=@eve.test)", [], [ADDRESS_ENCODED]),
    "the domain is a word": ("boss@=?utf-8?q?bank=2Etest?=", [], [ADDRESS_ENCODED]),
    "in angle brackets": ("Eve <=?utf-8?q?boss=40bank.test=28?=@eve.test>", [], [ADDRESS_ENCODED]),
    "not beside a local name": ("=?utf-8?q?boss=40bank.test?= <root>", [("boss@bank.test", "root")], []),
    "all of it is words": ("=?utf-8?q?=22J=2C?= =?utf-8?q?D=22_<j@b.c>?=", [("J,D", "j@b.c")], [ADDRESS_ENCODED]),
    "a word in quotes is all": ('"=?utf-8?q?Jane_<j@b.c>?="', [("Jane", "j@b.c")], [ADDRESS_ENCODED]),
    "only in quotes": ('"Jane <j@b.c>"', [("", "j@b.c")], [ADDRESS_IN_NAME]),
    "only in a comment": ("Jane (j@b.c)", [("", "j@b.c")], [ADDRESS_IN_NAME]),
    "two in quotes are none": ('"a@b.c d@e.f"', [], []),
}


@pytest.mark.parametrize(("text", "expected", "defects"), NEVER_SYNTAX.values(), ids=NEVER_SYNTAX)
def test_an_address_neither_comes_nor_goes_by_decoding(
    text: str, expected: list[tuple[str, str]], defects: list[str]
) -> None:
    found = read_mailboxes([text.encode()])
    assert ([(each.name, each.address) for each in found.addresses], list(found.defects)) == (expected, defects)


def test_an_author_is_found_in_a_later_from_field() -> None:
    found = parse_message(b"From: Jane Doe\nFrom: Jane <jane@b.c>\n\n")
    assert [each.address for each in found.from_addresses] == ["jane@b.c"]
    assert found.defects == (FROM_REPEATED,)


def test_raw_eight_bit_names_are_read_in_the_body_s_charset() -> None:
    (found,) = read_addresses(["Иван <a@b.c>".encode("koi8-r")], "koi8-r")
    assert found.name == "Иван"


def test_all_fields_of_a_name_are_read_up_to_the_limit() -> None:
    assert [found.address for found in read_addresses([b"a@b.c", b"d@e.f"])] == ["a@b.c", "d@e.f"]
    assert len(read_addresses([b"a@b.c," * 1000])) == MAX_ADDRESSES


@pytest.mark.parametrize("fields", [1, 4], ids=["one field", "many fields"])
def test_what_is_beyond_the_limit_is_not_read_and_is_a_defect(fields: int) -> None:
    assert MAX_FIELD_BYTES <= 16_384
    field = b"To: first@b.c" + b"," * (MAX_FIELD_BYTES // fields) + b"\n"
    found = parse_message(field * fields + b"To: last@b.c\n\n")
    assert [each.address for each in found.to] == ["first@b.c"] * fields
    assert found.defects == (ADDRESSES_OVER_LIMIT,)


def test_a_comment_is_read_up_to_a_bound_so_that_open_ones_cost_little() -> None:
    (short,), (long,) = (read_addresses([b"a@b.c (%s)" % (b"n" * size)]) for size in (64, 65))
    assert (short.name, short.address) == ("n" * 64, "a@b.c")
    assert (long.name, long.address) == (f"({'n' * 65})", "a@b.c")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", [b"(\\" * 60_000, b"a " * 4000 + b"@" + b":" * 60_000], ids=["comments", "colons"])
def test_no_field_is_slow(text: bytes) -> None:
    assert [read_addresses([text] * 50) for _ in range(10)] == [()] * 10


def test_control_characters_alone_are_nobody_s_address() -> None:
    assert read_addresses([b"<\x00"]) == ()
