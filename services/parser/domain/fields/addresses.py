"""Address lists (RFC 5322 §3.4), read tolerantly.

What comes out of an encoded word is text, never syntax (RFC 2047 §5). A piece without an address belongs to the name
beside it: senders forget to quote the comma in `Berg, Ada <ada@b.test>`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.parser.domain.fields.address_tokens import ENCODED_WORD, pieces_of, without_comments
from services.parser.domain.fields.encoded_words import raw_text, with_words_decoded
from services.parser.domain.text import one_line

MAX_ADDRESSES = 250
MAX_ADDRESS_CHARS = 320
MAX_NAME_CHARS = 255
MAX_FIELD_BYTES = 16_384
ADDRESS_ENCODED = "address_encoded"
ADDRESS_IN_NAME = "address_in_name"

_ROUTE = re.compile(r"^@[^:]*:")
_SEPARATORS = re.compile(r"\s*[,;]\s*")
_MAILTO = re.compile("^mailto:", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_NOT_IN_A_DOMAIN = re.compile(r"[\s()<>,;\"\\]")
_WRITTEN = re.compile(r"[^\s@<>()\[\],;:\"'=?]{1,64}@[^\s@<>()\[\],;:\"'=?]{1,255}")
_PLAIN = re.compile(
    r'([\w .\-]{1,200}|"[\w .,\-]{1,200}" ?|=\?[\w\-]{1,40}\?[bBqQ]\?[\w+/=.,\-]{1,75}\?= ?)?'
    r"<([A-Za-z0-9][\w.+\-]{0,63}@[\w.\-]{1,254})>",
    re.ASCII,
)
_BESIDE_WORDS = re.compile(r"[\s<>,;\"']*")


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an addr-spec, both as written, the name decoded."""

    name: str
    address: str


@dataclass(slots=True)
class Mailboxes:
    """What a field says, and what was wrong with it."""

    addresses: list[Address] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)


def read_addresses(values: Iterable[bytes], charset_hint: str = "") -> tuple[Address, ...]:
    """The mailboxes of all fields of one name, groups flattened, at most MAX_ADDRESSES; their first MAX_FIELD_BYTES."""
    return tuple(read_mailboxes(values, charset_hint).addresses)


def read_mailboxes(values: Iterable[bytes], charset_hint: str = "") -> Mailboxes:
    """The same, with defects."""
    found = Mailboxes()
    left = MAX_FIELD_BYTES
    for value in values:
        read, left = value[:left], max(0, left - len(value))
        _read_field(raw_text(read, charset_hint), found)
        if len(found.addresses) >= MAX_ADDRESSES:
            break
    del found.addresses[MAX_ADDRESSES:]
    return found


def _read_field(text: str, found: Mailboxes) -> None:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:  # as nearly all fields are
        found.addresses.append(Address(_name(with_words_decoded(plain[1] or "")), plain[2]))
        return
    addresses = _in_syntax(text, found.defects)
    if not addresses and "@" not in ENCODED_WORD.sub("", text) and _BESIDE_WORDS.fullmatch(ENCODED_WORD.sub("", text)):
        # The whole field is encoded words, so its sender meant the syntax too, and there is no other to contradict it.
        meant = with_words_decoded(text).strip() if "=?" in text else ""
        addresses = _in_syntax(meant, {}) or _in_syntax(meant.strip('"'), {})
        found.defects |= {ADDRESS_ENCODED: None} if addresses else {}
    if not addresses and "@" in text:
        addresses = _written_anywhere(text)
        found.defects |= {ADDRESS_IN_NAME: None} if addresses else {}
    found.addresses += addresses


def _written_anywhere(text: str) -> list[Address]:
    """The only addr-spec that stands in quotes or in a comment, when there is no other."""
    specs = dict.fromkeys(_WRITTEN.findall(ENCODED_WORD.sub(" ", text)))
    address = _made("", next(iter(specs)), {}) if len(specs) == 1 and not _is_beside_a_word(text) else None
    return [address] if address else []


def _is_beside_a_word(text: str) -> bool:
    return any(
        "@" in (text[word.end() : word.end() + 1], text[word.start() - 1 : word.start()])
        for word in ENCODED_WORD.finditer(text)
    )


def _in_syntax(text: str, defects: dict[str, None]) -> list[Address]:
    """The mailboxes that the field's own syntax gives; names without an address wait for the next one."""
    found: list[Address] = []
    waiting = ""
    for piece in pieces_of(text):
        if piece.is_end_of_group:
            waiting = ""
            continue
        before = len(found)
        name = _SPACE.sub(" ", piece.name).strip()
        if piece.angle.strip():
            name, specs = name or piece.comment, _of_angle(piece.angle)
        else:
            name, specs = piece.comment or name, piece.specs
        for place, spec in enumerate(specs):
            _add(found, "" if place else _joined(waiting, name), spec, defects)
        waiting = "" if len(found) > before else _joined(waiting, name)
        if piece.separator == ";":
            waiting = ""
        if len(found) >= MAX_ADDRESSES:
            return found
    if waiting and found:
        last = found[-1]
        found[-1] = Address(_name(_joined(last.name, with_words_decoded(waiting))), last.address)
    return found


def _of_angle(angle: str) -> list[str]:
    """The addr-spec in angle brackets without its route (obsolete); several where a list was put into one pair."""
    spec = _ROUTE.sub("", angle.strip())
    return _SEPARATORS.split(spec) if spec.count("@") > 1 and '"' not in spec else [spec]


def _joined(waiting: str, name: str) -> str:
    """Both, with the comma that stood between them; no more of it than a name may have."""
    return f"{waiting}, {name}"[: 8 * MAX_NAME_CHARS] if waiting and name else waiting or name


def _add(found: list[Address], name: str, spec: str, defects: dict[str, None]) -> None:
    address = _made(name, spec, defects)
    if address is not None:
        found.append(address)


def _made(name: str, spec: str, defects: dict[str, None]) -> Address | None:
    if ENCODED_WORD.search(spec):  # never decoded, and nobody's address as it stands (RFC 2047 §5)
        defects[ADDRESS_ENCODED] = None
        return None
    spec = without_comments(spec)
    quoted, quote, domain = spec.rpartition('"')
    spec = quoted + quote + _SPACE.sub("", domain)
    spec = one_line(_MAILTO.sub("", spec).strip("'"), MAX_ADDRESS_CHARS + 1)
    is_somebody = spec and not spec.startswith("@") and len(spec) <= MAX_ADDRESS_CHARS
    if not is_somebody or _NOT_IN_A_DOMAIN.search(spec.rpartition("@")[2]):
        return None
    return Address(_name(with_words_decoded(name)), spec)


def _name(text: str) -> str:
    return _SPACE.sub(" ", one_line(text, MAX_NAME_CHARS)).strip(" '\"")
