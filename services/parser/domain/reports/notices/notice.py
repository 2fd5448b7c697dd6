"""A bounce in a mail system's own words: whom it names and what it says about each."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.parser.domain.reports.notices.lines import MAX_LINE_CHARS, MAX_LINES, Spot, spots_of
from services.parser.domain.reports.notices.returned import own_text
from services.parser.domain.reports.reasons.classify import Said, reason_of
from services.parser.domain.reports.report import MAX_DIAGNOSTIC_CHARS, MAX_RECIPIENTS, Recipient
from services.parser.domain.reports.statuses import failure_in, has_code
from shared.events import Reason

MAX_TEXT_CHARS = 65_536
MAX_LINES_OF_A_RECIPIENT = 14
_SPACE = re.compile(r"\s+")
_SAYS_NOTHING = frozenset({Reason.ONHOLD, Reason.UNDEFINED})
_HOST = re.compile(
    r"(?:\bhost |while talking to |remote host |connected to |server "
    r"|from )([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8})\.?"
    r"(?:[ \[(:]|$)",
    re.IGNORECASE,
)
_LOCAL_NAME = re.compile(r"^\s+([\w.+-]{2,64})\s*$")


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` is what the mail system wrote itself, `lines` are its lines."""

    text: str
    lines: list[str]
    spots: list[Spot]

    def named(self, not_these: Collection[str]) -> list[str]:
        """The recipients, once each; those of `not_these` only where nobody else is named."""
        for place in sorted({spot.place for spot in self.spots}):
            found = {spot.address.lower(): spot.address for spot in reversed(self.spots) if spot.place == place}
            others = [address for plain, address in reversed(found.items()) if plain not in not_these]
            if others:
                return others[:MAX_RECIPIENTS]
        plain = {spot.address.lower(): spot.address for spot in reversed(self.spots)}
        return list(reversed(plain.values()))[:1]

    def said_about(self, address: str) -> Iterator[str]:
        """What may be said about a recipient, the nearest first."""
        mine = [spot for spot in self.spots if spot.address.lower() == address.lower()]
        for spot in mine[:3]:
            yield self._below(spot)
        yield _joined(line for line in self.lines if address in line and has_code(line))
        yield _joined(line for line in self.lines if has_code(line))
        yield _SPACE.sub(" ", self.text)

    def _below(self, spot: Spot) -> str:
        """The rest of its line and the lines below, to a blank line after some text, or to the next recipient."""
        ends = {other.line for other in self.spots if other.place == spot.place and other.address != spot.address}
        found = [spot.rest] if spot.rest else []
        for number in range(spot.line + 1, min(len(self.lines), spot.line + MAX_LINES_OF_A_RECIPIENT)):
            line = self.lines[number].strip()
            if number in ends or (not line and _has_words(found)):
                break
            found.append(line)
        return _joined(found)


def read_notice(text: str) -> Notice:
    """The notice in the first part of a text, whoever wrote it."""
    own = own_text(text[:MAX_TEXT_CHARS])
    lines = [line[: MAX_LINE_CHARS + 1] for line in own.split("\n")[:MAX_LINES]]
    return Notice(own, lines, spots_of(lines))


def explained(address: str, action: str, notice: Notice) -> Recipient:
    """The recipient with the nearest words that say something."""
    candidates = [said for said in notice.said_about(address) if said]
    status = next(filter(None, map(failure_in, candidates)), None)
    judged = ((said, reason_of(Said(said, failure_in(said), action))) for said in candidates)
    telling = next(((said, reason) for said, reason in judged if reason not in _SAYS_NOTHING), None)
    first = next(iter(candidates), "")
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
