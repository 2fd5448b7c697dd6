"""RFC 2045 §5.1, RFC 2231, and the file names made of them."""

import pytest

from services.parser.domain.fields.parameters import read_parameters
from services.parser.domain.parts.filenames import MAX_FILENAME_BYTES, safe_filename

CASES = {
    "none": ("text/plain", "text/plain", {}),
    "token": ("Text/Plain; Charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
    "quoted": ('a/b; name="x; y=z.txt"; size=3', "a/b", {"name": "x; y=z.txt", "size": "3"}),
    "escaped quote": (r'a/b; name="a\"b"', "a/b", {"name": 'a"b'}),
    "unfinished quote": ('a/b; name="abc', "a/b", {"name": "abc"}),
    "spaces in a bare value": ("a/b; name=my file.txt; x=y", "a/b", {"name": "my file.txt", "x": "y"}),
    "spaces around =": ("a/b; charset = utf-8", "a/b", {"charset": "utf-8"}),
    "the first counts": ("a/b; x=1; x=2", "a/b", {"x": "1"}),
    "extended (RFC 2231 §4)": ("a; filename*=UTF-8'de'%e2%82%ac.txt", "a", {"filename": "€.txt"}),
    "continued (§3)": ('a; filename*0="long "; filename*1="name.txt"', "a", {"filename": "long name.txt"}),
    "continued, out of order": ("a; filename*1=b; filename*0=a", "a", {"filename": "ab"}),
    "continued and extended": (
        "a; filename*0*=iso-8859-1''%FC; filename*1*=%E4; filename*2=.txt",
        "a",
        {"filename": "üä.txt"},
    ),
    "the extended form wins": ("a; filename=x; filename*=utf-8''%C3%BC", "a", {"filename": "ü"}),
    "extended without a charset": ("a; filename*=%41.txt", "a", {"filename": "A.txt"}),
    "a comment": ("text/plain (really); a=b", "text/plain", {"a": "b"}),
    "empty": ("", "", {}),
}
NAMES = {
    "plain": ("report.pdf", "report.pdf"),
    "encoded word": ("=?utf-8?q?B=C3=BCro.pdf?=", "Büro.pdf"),
    "Unix path": ("../../etc/passwd", "passwd"),
    "Windows path": (r"C:\temp\a.doc", "a.doc"),
    "encoded path": ("=?utf-8?q?..=2Fa.doc?=", "a.doc"),
    "control characters": ("a\x00b\r\nc.txt", "ab c.txt"),
    "direction override": ("a\u202egpj.exe", "agpj.exe"),
    "only dots": ("..", ""),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("text", "value", "parameters"), CASES.values(), ids=CASES)
def test_read_parameters(text: str, value: str, parameters: dict[str, str]) -> None:
    found = read_parameters(text)
    assert (found.value, dict(found.parameters)) == (value, parameters)


@pytest.mark.parametrize(("text", "expected"), NAMES.values(), ids=NAMES)
def test_safe_filename(text: str, expected: str) -> None:
    assert safe_filename(text) == expected


def test_a_long_name_is_cut_before_its_suffix() -> None:
    name = safe_filename("ü" * 300 + ".pdf")
    assert len(name.encode()) <= MAX_FILENAME_BYTES
    assert name.endswith("ü.pdf")
