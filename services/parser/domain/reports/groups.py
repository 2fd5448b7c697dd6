"""Groups of fields with blank lines between them, as report parts have them (RFC 3464 §2.1, RFC 5965, RFC 8098)."""

import re
from collections.abc import Iterator, Mapping

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.reports.report import MAX_REPORT_BYTES
from services.parser.domain.text import one_line

MAX_VALUE_CHARS = 2000
MAX_FIELDS = 60
_GROUPS = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(r"^([!-9;-~]{1,60})[ \t]*:([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
_TYPED = re.compile(r"^\s*([a-z][a-z0-9-]{1,30})\s*;\s*(.*)$", re.IGNORECASE | re.DOTALL)

Group = Mapping[str, tuple[str, ...]]


def read_groups(content: bytes) -> Iterator[Group]:
    """The groups of a part's first MiB, each field name to its values in their order; names in small letters."""
    text = decoded(content[:MAX_REPORT_BYTES], "")[0]
    yield from groups_of(text.replace("\r\n", "\n").replace("\r", "\n"))


def groups_of(text: str) -> Iterator[Group]:
    """The same of a text with plain line ends."""
    start = 0
    while start < len(text):
        end = _GROUPS.search(text, start)
        group = _group(text[start : end.start() if end else len(text)])
        if group:
            yield group
        start = end.end() if end else len(text)


def first(group: Group, name: str) -> str:
    """The first value of a field; empty where there is none."""
    return group.get(name, ("",))[0]


def untyped(value: str) -> str:
    """What stands after the type in `rfc822; a@b.example`, `dns; mx.example`, `smtp; 550 …`."""
    typed = _TYPED.match(value)
    return (typed[2] if typed else value).strip()


def type_of(value: str) -> str:
    """The type in front of such a value, in small letters."""
    typed = _TYPED.match(value)
    return typed[1].lower() if typed else ""


def _group(text: str) -> Group:
    found: dict[str, tuple[str, ...]] = {}
    for count, each in enumerate(_FIELD.finditer(text)):
        if count == MAX_FIELDS:
            break
        name = each[1].lower()
        found[name] = (*found.get(name, ()), " ".join(one_line(each[2], MAX_VALUE_CHARS).split()))
    return found
