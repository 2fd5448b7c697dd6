"""RFC 5322 §3.4."""

import pytest

from services.parser.domain.addresses import MAX_ADDRESSES, read_addresses

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
    "no address": ("Jane Doe", []),
    "empty": ("", []),
    "folded name": ("Jane\t  Doe <a@b.c>", [("Jane Doe", "a@b.c")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_read_addresses(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.name, found.address) for found in read_addresses([text.encode()])] == expected


def test_raw_eight_bit_names_are_read_in_the_body_s_charset() -> None:
    (found,) = read_addresses(["Иван <a@b.c>".encode("koi8-r")], "koi8-r")
    assert found.name == "Иван"


def test_all_fields_of_a_name_are_read_up_to_the_limit() -> None:
    assert [found.address for found in read_addresses([b"a@b.c", b"d@e.f"])] == ["a@b.c", "d@e.f"]
    assert len(read_addresses([b"a@b.c," * 1000])) == MAX_ADDRESSES
