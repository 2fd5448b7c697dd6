"""A bounce in a mail system's own words: whom it names and what it says about each."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from services.parser.domain.reports.addresses import ADDRESS
from services.parser.domain.reports.notices.lines import MAX_LINE_CHARS, MAX_LINES, Place, Spot, spots_of
from services.parser.domain.reports.notices.returned import own_text
from services.parser.domain.reports.reasons.classify import Said, reason_of
from services.parser.domain.reports.report import MAX_DIAGNOSTIC_CHARS, MAX_RECIPIENTS, Recipient
from services.parser.domain.reports.statuses import failure_in, has_code, status_of
from shared.events import Reason

MAX_TEXT_CHARS = 65_536
MAX_LINES_OF_A_RECIPIENT = 14
MAX_PLACES = 8
MAX_CODES = 100
MAX_WORDS = 4000
_SPACE = re.compile(r"\s+")
_SAYS_NOTHING = frozenset({Reason.ONHOLD, Reason.UNDEFINED})
_HOST = re.compile(
    r"(?:\bhost:? |while talking to |remote host |connected to |server "
    r"|from )([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8})\.?"
    r"(?:[ \[(:]|$)",
    re.IGNORECASE,
)
_DELIVERED_TO = re.compile(
    rf"(?:deliver\w{{0,3}}|undeliverable|addressed)(?: (?:your |the )?\w{{4,7}})? to:?\s{{0,4}}<?{ADDRESS}"
)
_LOCAL_NAME = re.compile(r"^\s+([\w.+-]{2,64})\s*$")


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` is what the mail system wrote itself, `lines` are its lines; `is_cut`: a returned message follows.

    `of_address` has the places of each address, in small letters; `named_in` those who stand in a line, by its number;
    `all_codes` are the lines with codes, `all_words` is the text, both as one line.
    """

    text: str
    lines: list[str]
    spots: list[Spot]
    is_cut: bool
    of_address: Mapping[str, list[Spot]]
    named_in: Mapping[int, set[str]]
    all_codes: str
    all_words: str

    @property
    def lists(self) -> bool:
        """Whether an address stands where recipients are listed, or right behind "deliver to"."""
        return any(spot.place is Place.LISTED or _DELIVERED_TO.search(spot.rest) for spot in self.spots)

    def named(self, not_these: Collection[str]) -> list[str]:
        """The recipients, once each; those of `not_these` only where nobody else is named."""
        for place in sorted({spot.place for spot in self.spots}):
            found = {spot.address.lower(): spot.address for spot in reversed(self.spots) if spot.place == place}
            others = [address for plain, address in reversed(found.items()) if plain not in not_these]
            if others:
                return others
        return [spot.address for spot in self.spots if spot.place is Place.LISTED][:1]

    def said_about(self, address: str) -> Iterator[str]:
        """What may be said about a recipient: what has a code first, then what is nearest."""
        mine = self.of_address.get(address.lower(), [])[:MAX_PLACES]
        near = [self._below(spot) for spot in mine]
        near.append(_joined(line for line in dict.fromkeys(self.lines[spot.line] for spot in mine) if has_code(line)))
        yield from sorted(near, key=lambda said: not has_code(said))
        yield self.all_codes
        yield self.all_words

    def _below(self, spot: Spot) -> str:
        """The rest of its line and the lines below, to a blank line after some text, or to the next recipient."""
        found = [spot.rest] if spot.rest else []
        for number in range(spot.line + 1, min(len(self.lines), spot.line + MAX_LINES_OF_A_RECIPIENT)):
            line = self.lines[number].strip()
            if self.named_in.get(number, set()) - {spot.address.lower()} or (not line and _has_words(found)):
                break
            found.append(line)
        return _joined(found)


def read_notice(text: str) -> Notice:
    """The notice in the first part of a text, whoever wrote it."""
    text = text[:MAX_TEXT_CHARS]
    own = own_text(text)
    lines = [line[: MAX_LINE_CHARS + 1] for line in own.split("\n")[:MAX_LINES]]
    spots = spots_of(lines)
    of_address: dict[str, list[Spot]] = {}
    named_in: dict[int, set[str]] = {}
    for spot in spots:
        of_address.setdefault(spot.address.lower(), []).append(spot)
        if spot.place is Place.LISTED:
            named_in.setdefault(spot.line, set()).add(spot.address.lower())
    return Notice(
        text=own,
        lines=lines,
        spots=spots,
        is_cut=len(own) < len(text),
        of_address=of_address,
        named_in=named_in,
        all_codes=_joined(islice((line for line in lines if has_code(line)), MAX_CODES))[:MAX_WORDS],
        all_words=_SPACE.sub(" ", own[:MAX_WORDS]),
    )


def explained(
    address: str, action: str, notice: Notice, *, nearest: int | None = None, status: str | None = None
) -> Recipient:
    """The recipient with the nearest words that say something, among the `nearest` ones or all.

    `status` is what is known already; a telling one counts before the text's.
    """
    candidates = [said for said in islice(notice.said_about(address), nearest) if said]
    known = status or ""
    judged = ((said, reason_of(Said(said, status_of(known, failure_in(said) or ""), action))) for said in candidates)
    telling = next(((said, reason) for said, reason in judged if reason not in _SAYS_NOTHING), None)
    first = next(iter(candidates), "")
    status = status_of(known, " ".join(filter(None, map(failure_in, candidates)))) or status
    said, reason = telling or (first, reason_of(Said(first, status, action)))
    host = _HOST.search(said)
    return Recipient(
        address=address,
        action=action,
        status=status,
        reason=reason,
        diagnostic_code=said[:MAX_DIAGNOSTIC_CHARS] or None,
        remote_mta=host[1].lower() if host else None,
    )


def local_names(notice: Notice, domain: str) -> list[str]:
    """Recipients who are named without their domain, which is then the mail system's own."""
    found = [name[1] for line in notice.lines if (name := _LOCAL_NAME.match(line))]
    return [f"{name}@{domain}" for name in dict.fromkeys(found)][:MAX_RECIPIENTS]


def _joined(lines: "Iterator[str] | list[str]") -> str:
    return _SPACE.sub(" ", " ".join(lines)).strip()


def _has_words(found: list[str]) -> bool:
    return any(len(line) > 3 for line in found)
