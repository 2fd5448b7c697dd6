"""Addresses as people write them."""

from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.written_address import AddressDefect, WrittenAddress, written_address

READ = {
    "plain": ("ada@b.example", "", "ada@b.example"),
    "with a name": ("Ada Berg <ada@b.example>", "Ada Berg", "ada@b.example"),
    "blanks around": ("  ada@b.example\t", "", "ada@b.example"),
    "blanks of a web page": ("\ufeff\u00a0ada@b.example\u200b", "", "ada@b.example"),
    "blanks within the brackets": ("Ada < ada@b.example >", "Ada", "ada@b.example"),
    "angle brackets only": ("<ada@b.example>", "", "ada@b.example"),
    "a quoted name with a comma": ('"Berg, Ada" <ada@b.example>', "Berg, Ada", "ada@b.example"),
    "a name with a comma": ("Berg, Ada <ada@b.example>", "Berg, Ada", "ada@b.example"),
    "a quoted name with quotes": (r'"Ada \"Ace\" Berg" <ada@b.example>', 'Ada "Ace" Berg', "ada@b.example"),
    "a backslash in a name": ("Ada\\Berg <ada@b.example>", "Ada\\Berg", "ada@b.example"),
    "the name behind": ("ada@b.example (Ada Berg)", "Ada Berg", "ada@b.example"),
    "a name that is not ASCII": ("Jürgen <j@b.example>", "Jürgen", "j@b.example"),
    "an address as its own name": ("ada@b.example <ada@b.example>", "ada@b.example", "ada@b.example"),
    "a dot at the end": ("ada@b.example.", "", "ada@b.example"),
    "two dots before the @": ("ada..berg@b.example", "", '"ada..berg"@b.example'),
    "a dot before the @": ("ada.@b.example", "", '"ada."@b.example'),
    "quotes that are needed": ('"ada berg"@b.example', "", '"ada berg"@b.example'),
    "quotes that are not": ('"ada.berg"@b.example', "", "ada.berg@b.example"),
    "umlauts in the domain": ("ada@bücher.example", "", "ada@xn--bcher-kva.example"),
    "capital umlauts": ("ada@BÜCHER.example", "", "ada@xn--bcher-kva.example"),
    "sharp s, as IDNA 2008 has it": ("ada@straße.example", "", "ada@xn--strae-oqa.example"),
    "an ideographic stop": ("ada@例え。example", "", "ada@xn--r8jz45g.example"),
    "umlauts before the @": ("jürgen@b.example", "", "jürgen@b.example"),
    "an address literal": ("ada@[192.0.2.1]", "", "ada@[192.0.2.1]"),
    "an IPv6 literal": ("ada@[IPv6:2001:db8::1]", "", "ada@[IPv6:2001:db8::1]"),
    "one label": ("root@localhost", "", "root@localhost"),
    "an underscore": ("ada@my_host.example", "", "ada@my_host.example"),
}
CONTROL, SEVERAL, NONE = "control character", "several addresses", "is no address: write it as name@domain"
REFUSED = {
    "two with a comma": ("a@b.example, c@d.example", SEVERAL),
    "two with names": ("A <a@b.example>, C <c@d.example>", SEVERAL),
    "two with a semicolon": ("a@b.example;c@d.example", SEVERAL),
    "a line break": ("ada@b.example\nBcc: x@c.example", CONTROL),
    "a line break at the end": ("ada@b.example\r\n", CONTROL),
    "NUL": ("a\0da@b.example", CONTROL),
    "a line break in the name": ("Ada\r\nBcc: x@c.example <ada@b.example>", CONTROL),
    "an escape sequence": ("\x1b[31mAda <ada@b.example>", CONTROL),
    "half of a surrogate pair": ("a\ud800@b.example", CONTROL),
    "nothing": ("", NONE),
    "a name alone": ("Ada Berg", NONE),
    "no domain": ("ada@", NONE),
    "no local part": ("@b.example", NONE),
    "empty brackets": ("Ada <>", NONE),
    "a blank within": ("ada berg@b.example", "no address may hold there"),
    "two @": ("a@b@c.example", "no address may hold there"),
    "a name without brackets": ("Ada Berg ada@b.example", "no address may hold there"),
    "two dots in the domain": ("ada@b..example", "is no domain name: correct it"),
    "a hyphen first": ("ada@-b.example", "is no domain name: correct it"),
    "a character that IDNA refuses": ("ada@b\u2603\u200d.example", "is no domain name: correct it"),
    "a literal that is none": ("ada@[b.example]", "is no domain name: correct it"),
    "too long": (f"{'a' * 400}@b.example", "too long"),
}


@pytest.mark.parametrize(("text", "name", "address"), READ.values(), ids=READ)
def test_what_is_read(text: str, name: str, address: str) -> None:
    assert written_address(text) == WrittenAddress(name, address)


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_in_a_sentence(text: str, why: str) -> None:
    found = written_address(text)
    assert isinstance(found, AddressDefect)
    assert why in found.reason
    assert found.reason.isprintable()


hostile = st.text(st.sampled_from('aü .@<>",;()\\[]\n\0\t-_ß。\u200b'), max_size=12)
pieces = st.sampled_from(
    ["ada@b.example", "Ada Berg ", "<", ">", "@", '"', "jürgen", "b.example", "bücher.example", " "]
)
written = st.lists(pieces | hostile, max_size=6).map("".join) | st.text(max_size=40)


@given(written)
def test_whatever_is_written_is_refused_in_a_sentence_or_safe_on_the_wire(text: str) -> None:
    found = written_address(text)
    if isinstance(found, AddressDefect):
        assert found.reason.isprintable()
        return
    local, _, domain = found.address.rpartition("@")
    assert domain.isascii()
    assert not set(domain) & set(' <>,;"()\\')
    assert not set(found.address + found.name) & set("\r\n\0")
    assert local.startswith('"') or not set(local) & set(' <>,;"()\\@')
    assert written_address(str(found)) == found


spoken = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u200b\ufeff")
names = st.text(spoken, max_size=40)
locals_ = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}(\.[a-z0-9]{1,8}){0,2}", fullmatch=True)


@given(names, locals_)
def test_a_name_that_was_quoted_is_kept_to_the_letter(name: str, local: str) -> None:
    wanted = WrittenAddress(name.strip(" \t\u00a0"), f"{local}@b.example")
    assert written_address(str(wanted)) == wanted


@given(st.from_regex(r"[A-Za-z][A-Za-z ]{0,20}[A-Za-z]", fullmatch=True), locals_)
def test_the_standard_library_reads_the_same(name: str, local: str) -> None:
    found = written_address(f"{name} <{local}@b.example>")
    assert isinstance(found, WrittenAddress)
    assert (found.name, found.address) == parseaddr(f'"{name}" <{local}@b.example>')
