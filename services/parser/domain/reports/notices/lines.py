"""Which addresses in a mail system's text are those of recipients, line by line."""

import re
from dataclasses import dataclass
from enum import IntEnum

from services.parser.domain.reports.addresses import ADDRESS, addresses_in, clean
from services.parser.domain.reports.statuses import has_code

MAX_LINES = 2000
MAX_LINE_CHARS = 1000


class Place(IntEnum):
    """How an address stands in its line; the first kind that there is counts."""

    LISTED = 0
    MENTIONED = 1
    ADDRESSED = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """An address in a line; `rest` is what follows it there."""

    line: int
    address: str
    place: Place
    rest: str


_LISTED = re.compile(
    rf"^[\s>*•·\"'<\[(|=-]{{0,60}}(?:smtp:|mailto:|rfc822;|to:)?[\s<\"'\[]{{0,4}}(?P<address>{ADDRESS})", re.IGNORECASE
)
_NAMED = re.compile(rf"^\s{{0,20}}[\"']?[\w .,'@-]{{1,80}}[\"']?\s{{0,4}}[<(\[](?P<address>{ADDRESS})[>)\]]")
_LABELLED = re.compile(
    r"^\W{0,10}(?:(?:final|original|failed|invalid|intended|undeliverable|unknown|affected|actual|bounced"
    r"|following|local)[ -]){0,3}"
    r"(?:recipients?(?:[ \t]address(?:es)?)?|addressed to|address(?:es|ee)?|user(?:id)?s?|mailbox|error-for"
    r"|rcpt to|to user|undeliverable\s+to"
    r"|delivery userid"
    r"|delivery failed \d{1,4} attempts|destinat(?:aires?|arios?|ários?|ari[oa]?)|empfänger(?:adresse)?"
    r"|odbiorca|mottagare|modtager"
    r"|ontvanger|адресат|получатель|收件人|收信人|收件者|宛先|受信者|受信人)"
    rf"(?:\(s\)|\(e?n\))?(?:[ \t]{{0,4}}[:：=(]|[ \t]{{1,4}})[\s<\[\"'(]{{0,10}}(?:smtp:"
    rf"|rfc822;)?\s{{0,4}}(?P<address>{ADDRESS})",
    re.IGNORECASE,
)
_X400 = re.compile(rf"\bsmtp=(?P<address>{ADDRESS})", re.IGNORECASE)
_TO = re.compile(
    rf"^\W{{0,10}}(?:to|an|à|a|para|do|til|till|aan|кому|宛先"
    rf"|收件人)\s{{0,4}}[:：][^@]{{0,80}}?(?P<address>{ADDRESS})",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    rf"\((?:(?:ultimately )?generated from|expanded from:?|originally addressed to)\s{{1,4}}<?(?P<address>{ADDRESS})",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"^\W{0,10}(?:from|sender(?: address)?|reply-to|return-path|errors-to|message-id|date|subject"
    r"|received(?: from)?|cc|x-[\w-]{1,40}"
    r"|references|in-reply-to|list-[\w-]{1,20}|mail from|>>> mail from|sent by|von|absender|betreff|expéditeur"
    r"|remitente|отправитель"
    r"|发件人|差出人|送信者|reporting-mta|received-from-mta|action|status|remote-mta|diagnostic-code"
    r"|arrival-date|last-attempt-date)"
    r"\s{0,4}[:：<]",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"contact|assist|help|postmaster@|abuse@|https?://|further information|questions|please (?:e-?mail|reply)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"deliver|addres|recipient|mailbox|user|account|reject|message to|reach|unknown|quota|rcpt|zugestellt|remis"
    r"|entrega|consegn"
    r"|доставлен|ящик|адрес|投递|投遞|收件|配信|送信|宛",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\b(?:from|sender|by)[:\s]{{1,4}}<?{ADDRESS}", re.IGNORECASE)
_PLACES = (
    *((_TO, Place.ADDRESSED), (_LABELLED, Place.LISTED), (_LISTED, Place.LISTED), (_X400, Place.LISTED)),
    (_NAMED, Place.LISTED),
)


def spots_of(lines: list[str]) -> list[Spot]:
    """Every address that may be a recipient's, in its order; an alias stands for the address that was written to."""
    found: list[Spot] = []
    for number, line in enumerate(lines[:MAX_LINES]):
        if "@" not in line or len(line) > MAX_LINE_CHARS:
            continue
        alias = _ALIAS.search(line)
        before = lines[number - 1] if number else ""
        spots = _spots(number, line, before)
        if alias is not None:
            place = max(Place.LISTED, found[-1].place) if found and not _is_listed(spots) else Place.LISTED
            kept = found[:-1] if found and not _is_listed(spots) and found[-1].line >= number - 1 else found
            found = [*kept, Spot(number, clean(alias["address"]), place, line[alias.end() :].lstrip("> )"))]
        else:
            found += spots
    return found


def _is_listed(spots: list[Spot]) -> bool:
    return bool(spots) and spots[0].place is Place.LISTED


def _spots(number: int, line: str, before: str) -> list[Spot]:
    if _OF_OTHERS.match(line):
        return []
    for pattern, place in _PLACES:
        matched = pattern.search(line) if pattern is _X400 else pattern.match(line)
        if matched is not None and not (pattern is _NAMED and _CONTACT.search(line)):
            return [Spot(number, clean(matched["address"]), place, line[matched.end() :].lstrip("> )]\"'*:;,"))]
    if _CONTACT.search(line) or not (_ABOUT.search(line) or _ABOUT.search(before) or has_code(line)):
        return []
    told = _FROM.sub(" ", line)
    return [Spot(number, address, Place.MENTIONED, line.strip()) for address in addresses_in(told)]
