"""Counts and names what differs between the live projections and a replay's; pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.cli.replay.projection import FIELDS, Row
from shared.events import Direction

NAMED = 20
Fields = Mapping[str, Sequence[str]]
"""Mail to the FIELDS in which the two readings of it differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One mail that the replay sees otherwise; `classes` are what differs, `words` say it to a person."""

    mail_id: str
    classes: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result: how many agree of how many, and what differs."""

    messages: tuple[int, int]
    sent: tuple[int, int]
    threads: tuple[int, int]
    differing: tuple[Difference, ...]

    def lines(self) -> list[str]:
        """For a person: the counts, what differs by class, the first mails by name."""
        counts = {"messages": self.messages, "sent": self.sent, "threads": self.threads}
        agree = ", ".join(f"{name} {equal}/{total}" for name, (equal, total) in counts.items())
        first = f"{agree}, differing {len(self.differing)}"
        named = [f"mail {each.mail_id}: {each.words}" for each in self.differing[:NAMED]]
        more = [f"… and {len(self.differing) - NAMED} more"] if len(self.differing) > NAMED else []
        return [first, *self._classes(), *named, *more]

    def _classes(self) -> list[str]:
        counted = Counter(name for each in self.differing for name in each.classes)
        ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return ["by class: " + ", ".join(f"{name} {count}" for name, count in ordered)] if counted else []


def read_otherwise(live: Mapping[str, Row], replayed: Mapping[str, Row]) -> list[str]:
    """The mails that both have and whose content differs."""
    return sorted(mail_id for mail_id in live.keys() & replayed if live[mail_id].content != replayed[mail_id].content)


def differing_fields(live: Fields, replayed: Fields) -> dict[str, list[str]]:
    """Mail to the names of FIELDS whose digests differ."""
    return {
        mail_id: [name for name, mine, other in zip(FIELDS, digests, replayed[mail_id], strict=True) if mine != other]
        for mail_id, digests in live.items()
        if mail_id in replayed
    }


def compare(live: Mapping[str, Row], replayed: Mapping[str, Row], fields: Fields) -> Comparison:
    """`messages` (inbound) and `sent` count equal contents, `threads` those of one id and the same mails."""
    found = (
        _difference(mail_id, live.get(mail_id), replayed.get(mail_id), fields)
        for mail_id in sorted(live.keys() | replayed.keys())
    )
    before, after = _threads(live), _threads(replayed)
    same_threads = sum(1 for thread_id, mails in before.items() if after.get(thread_id) == mails)
    counts = [_equal(live, replayed, direction) for direction in Direction]
    differing = tuple(each for each in found if each is not None)
    return Comparison(counts[0], counts[1], (same_threads, len(before)), differing)


def _equal(live: Mapping[str, Row], replayed: Mapping[str, Row], direction: Direction) -> tuple[int, int]:
    """How many mails of this direction have the same content in both, of how many live ones."""
    found = [(row, replayed.get(mail_id)) for mail_id, row in live.items() if row.direction == direction]
    return sum(1 for row, other in found if other is not None and other.content == row.content), len(found)


def _difference(mail_id: str, live: Row | None, replayed: Row | None, fields: Fields) -> Difference | None:
    if live is None:
        return Difference(mail_id, ("only in the replay",), "only in the replay")
    if replayed is None:
        return Difference(mail_id, ("missing",), "missing in the replay")
    said = _said(live, replayed, fields.get(mail_id, ()))
    return Difference(mail_id, tuple(said), "; ".join(filter(None, said.values()))) if said else None


def _said(live: Row, replayed: Row, fields: Sequence[str]) -> dict[str, str]:
    """Class to words; the fields share the words of the first of them."""
    said = dict.fromkeys(fields, "")
    if fields:
        said[fields[0]] = f"{', '.join(fields)} parsed differently"
    if live.thread_id != replayed.thread_id:
        said["thread"] = f"in thread {replayed.thread_id}, live in {live.thread_id}"
    if live.status != replayed.status:
        said["status"] = f"its thread is {replayed.status}, live {live.status}"
    if live.rules != replayed.rules:
        said["rules"] = f"matches rules {replayed.rules or 'none'}, live {live.rules or 'none'}"
    return said


def _threads(rows: Mapping[str, Row]) -> dict[str, set[str]]:
    threads: dict[str, set[str]] = defaultdict(set)
    for mail_id, row in rows.items():
        if row.thread_id is not None:
            threads[row.thread_id].add(mail_id)
    return threads
