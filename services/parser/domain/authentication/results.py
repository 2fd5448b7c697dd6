"""Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 §9.1), read tolerantly."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.parser.domain.authentication.place import Place
from services.parser.domain.authentication.tokens import clauses
from services.parser.domain.fields.header import Header
from services.parser.domain.text import storable

MAX_FIELDS = 20
MAX_METHODS = 50
MAX_PROPERTIES = 20
MAX_WORD_CHARS = 320
RESULTS_FIELD = "authentication-results"
SPF_FIELD = "received-spf"
_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}(?:/\d{1,3})?")
_BY = re.compile(r"\bby\s{1,20}([\w.-]{1,255})")
_SPF_PAIR = re.compile(r"([A-Za-z-]{1,40})=(?:\"([^\"]{0,320})\"|([^;\s]{0,320}))")


@dataclass(frozen=True, slots=True)
class Property:
    """`smtp.mailfrom=ada@shop.test`: `smtp`, `mailfrom` and the value."""

    ptype: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method (spf, dkim, dmarc, arc, iprev, auth …) with its result in lower case, reason and properties."""

    method: str
    result: str
    reason: str | None = None
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthenticationField:
    """What one field says; `authserv_id` is empty where its writer left it out, as Microsoft does.

    `place` is UNDER only where the Received above it was written by the server of that authserv-id.
    """

    field: str
    authserv_id: str
    place: Place
    results: tuple[MethodResult, ...]


def read_fields(header: Header, places: Sequence[tuple[Place, int]]) -> tuple[AuthenticationField, ...]:
    """The fields, topmost first, Authentication-Results before Received-SPF; at most MAX_FIELDS of each."""
    written = header.all(RESULTS_FIELD)[:MAX_FIELDS]
    known = (*places, *[(Place.BELOW, 0)] * len(written))
    received = header.all("received")
    found = [_results(_text(value), *known[index], received) for index, value in enumerate(written)]
    spf = [_received_spf(_text(value)) for value in header.all(SPF_FIELD)[:MAX_FIELDS]]
    return (*found, *(each for each in spf if each is not None))


def _text(value: bytes) -> str:
    return storable(value.decode("utf-8", "replace"))


def _results(text: str, place: Place, above: int, received: Sequence[bytes]) -> AuthenticationField:
    read = list(clauses(text))
    authserv_id = read[0][0][0][:MAX_WORD_CHARS].lower() if read[0] and not read[0][0][1] else ""
    if authserv_id:
        read[0] = [pair for pair in read[0][1:] if not pair[0].isdigit()]  # the version, which is always 1
    results = [each for each in map(_method_result, read) if each is not None][:MAX_METHODS]
    if place is Place.UNDER and not _is_written_by(received[above - 1 : above], authserv_id):
        place = Place.BELOW
    return AuthenticationField(RESULTS_FIELD, authserv_id, place, tuple(results))


def _is_written_by(received: Sequence[bytes], authserv_id: str) -> bool:
    """Whether this Received says that it is this server's (RFC 5321 §4.4)."""
    text = b"".join(received)[:1000].decode("ascii", "replace").lower()
    return any(found[1].rstrip(".") == authserv_id for found in _BY.finditer(text))


def _method_result(pairs: Sequence[tuple[str, str]]) -> MethodResult | None:
    if not pairs or not pairs[0][1] or not _METHOD.fullmatch(pairs[0][0]):
        return None
    (method, result), *rest = pairs
    reason = next((value for name, value in rest if name.lower() == "reason"), None)
    named = [_property(*pair) for pair in rest if "." in pair[0]][:MAX_PROPERTIES]
    name = method.partition("/")[0].lower()
    return MethodResult(name, result.lower()[:MAX_WORD_CHARS], reason and reason[:MAX_WORD_CHARS], tuple(named))


def _property(written: str, value: str) -> Property:
    ptype, _, name = written.partition(".")
    return Property(ptype.lower()[:MAX_WORD_CHARS], name.lower()[:MAX_WORD_CHARS], value[:MAX_WORD_CHARS])


def _received_spf(text: str) -> AuthenticationField | None:
    """`pass (comment) client-ip=…; envelope-from=…; helo=…; receiver=mx.shop.test`: its result is never believed."""
    words = text.split(None, 1)
    if not words or not words[0].rstrip(";").isalpha():
        return None
    pairs = {found[1].lower(): found[2] or found[3] or "" for found in _SPF_PAIR.finditer(text[:2000])}
    properties = tuple(Property("smtp", name, pairs[key]) for key, name in _SPF_NAMES if pairs.get(key))
    result = MethodResult("spf", words[0].rstrip(";").lower()[:MAX_WORD_CHARS], None, properties)
    return AuthenticationField(SPF_FIELD, pairs.get("receiver", "").lower(), Place.BELOW, (result,))


_SPF_NAMES = (("envelope-from", "mailfrom"), ("helo", "helo"), ("client-ip", "remote-ip"))


def trusted(fields: Iterable[AuthenticationField], authserv_ids: frozenset[str]) -> tuple[bool, ...]:
    """Of each field whether it may be believed, by who wrote it and where. `ID/under`: that server writes there."""
    return tuple(
        (each.place is Place.ABOVE and not authserv_ids.isdisjoint({each.authserv_id, f"{each.authserv_id}/under"}))
        or (each.place is Place.UNDER and f"{each.authserv_id}/under" in authserv_ids)
        for each in fields
    )
