"""The answers to STAT, LIST and UIDL (RFC 1939 §5, §7) as servers give them, also where they break its rules."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

MOST_BYTES = 2**62
MOST_DIGITS = 10
LONGEST_UIDL = 1000
KEPT_OF_A_LONG_ONE = 100


@dataclass(frozen=True, slots=True)
class Uidls:
    """Positions and UIDLs, each UIDL once; `nameless` counts the messages that have none."""

    told: list[tuple[int, str]]
    nameless: int


def uidls_in(lines: Iterable[bytes]) -> Uidls:
    """A UIDL that a server gives to several messages is made one for each."""
    told: list[tuple[int, str]] = []
    times: Counter[str] = Counter()
    taken: set[str] = set()
    nameless = 0
    for line in lines:
        number, rest = _numbered(line)
        if number is None or not rest:
            nameless += 1
            continue
        uidl = _kept(rest)
        times[uidl] += 1
        name = f"{uidl} {times[uidl]}" if times[uidl] > 1 else uidl
        while name in taken:  # some servers put blanks into UIDLs
            times[uidl] += 1
            name = f"{uidl} {times[uidl]}"
        taken.add(name)
        told.append((number, name))
    return Uidls(told, nameless)


def sizes_in(lines: Iterable[bytes]) -> Mapping[int, int]:
    """Sizes by position, as far as the server knows them: GreenMail says -1."""
    pairs = map(_numbered, lines)
    return {number: _size(rest) for number, rest in pairs if number is not None}


def count_in(said: str) -> int | None:
    """How many messages there are by the answer to STAT; None when that cannot be read."""
    first = said.split(maxsplit=1)[:1]
    return int(first[0]) if first and first[0].isascii() and first[0].isdecimal() and len(first[0]) < 18 else None


def _numbered(line: bytes) -> tuple[int | None, bytes]:
    """A position and what is said of it."""
    number, *rest = line.split(maxsplit=1) or [b""]
    is_number = number.isdigit() and len(number) <= MOST_DIGITS
    return (int(number) if is_number else None), (rest[0].strip() if rest else b"")


def _kept(uidl: bytes) -> str:
    """As it is stored: always the same for the same bytes, whatever they are (RFC 1939: 0x21 to 0x7E, at most 70)."""
    text = uidl.decode("latin-1")
    text = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
    if len(text) <= LONGEST_UIDL:
        return text
    return f"{text[:KEPT_OF_A_LONG_ONE]} sha256:{sha256(uidl).hexdigest()}"


def _size(rest: bytes) -> int:
    first = rest.split(maxsplit=1)[:1]
    return min(int(first[0]), MOST_BYTES) if first and first[0].isdigit() and len(first[0]) < 20 else 0


def sasl_in(lines: Iterable[bytes]) -> list[str]:
    """The SASL mechanisms that CAPA names (RFC 5034 §3)."""
    found = [line.decode("ascii", "replace").upper().split() for line in lines]
    return next((words[1:] for words in found if words[:1] == ["SASL"]), [])


def is_offered(name: str, lines: Iterable[bytes]) -> bool:
    """Whether CAPA names this capability (RFC 2449 §5)."""
    return [name] in [line.decode("ascii", "replace").upper().split()[:1] for line in lines]
