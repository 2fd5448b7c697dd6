"""Addresses in what mail systems write, where they stand in brackets, quotes, lists and sentences."""

import re

from services.parser.domain.fields.addresses import MAX_ADDRESS_CHARS

ADDRESS = r"(?:\"[^\"\s@]{1,64}\"|[^\s<>()\[\],;:\"'@*=|{}]{1,128}(?:=[^\s<>()\[\],;:\"'@*|{}]{1,128})?)@[\w.-]{1,255}"
_ADDRESS = re.compile(ADDRESS)
_X400 = re.compile(r"smtp[:=](" + ADDRESS + ")", re.IGNORECASE)
_AROUND = "<>[]()\"' \t.,;:"


def address_in(value: str) -> str | None:
    """The one address of a field such as Final-Recipient; None where there is none."""
    written = value.strip()
    marked = _X400.search(written)
    if marked is not None:
        return clean(marked[1])
    inner = written.rpartition("<")[2].partition(">")[0].strip() if "<" in written else written
    found = _ADDRESS.search(inner[:2000])
    if found is not None:
        return clean(found[0])
    return None


def clean(address: str) -> str:
    """Without what stood around it."""
    return address.strip(_AROUND)[:MAX_ADDRESS_CHARS]


def addresses_in(text: str) -> list[str]:
    """All of a line, in their order."""
    return [clean(found[0]) for found in _ADDRESS.finditer(text)]
