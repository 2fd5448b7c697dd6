"""The audit: two snapshots, what is set aside and what has passed, put together. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.audit.missing import OWED_BY, Kind, Missing
from shared.audit.snapshot import Look, OpenGap, Snapshot
from shared.audit.topics import Passage

STATES = ("sent", "failed", "suppressed", "rejected", "cancelled", "expired", "in_doubt", "waiting")


class Whereabouts(StrEnum):
    """What is known about something that one witness lacks."""

    SET_ASIDE = "set aside"
    ON_ITS_WAY = "on its way"
    UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account's figures.

        seen + unlisted = copies + gaps + copies that are missing
        mails = threaded + placements that are missing
        requests = the sum of the states + requests that are missing

    `unlisted` came in although no listing of the cursor's showed it: the server had let go of it, or a UIDL came twice.
    What is missing is counted once, as set_aside, on_its_way or unaccounted. Of the gaps `open_gaps` may still be read;
    one that the server's own list has shown counts as unaccounted, too, until it is. `witnessed_at` is when that list
    was last compared, `witness_said` why the latest attempt failed.
    """

    account_id: int
    address: str
    seen: int
    copies: int
    gaps: int
    open_gaps: int
    unlisted: int
    sent_copies: int
    mails: int
    threaded: int
    ruled: int
    requests: int
    states: Mapping[str, int]
    set_aside: int
    on_its_way: int
    unaccounted: int
    witnessed_at: str | None
    witness_said: str


@dataclass(frozen=True, slots=True)
class Audit:
    """All of them; `missing` names what is unaccounted for, `behind` says which service still has work.

    `open_gaps` are the first thousand; `open_gap_counts` count all of them by reason.
    """

    accounts: tuple[AccountBalance, ...]
    missing: tuple[Missing, ...]
    behind: str
    open_gaps: tuple[OpenGap, ...] = ()
    open_gap_counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def unaccounted(self) -> int:
        """How many things are lost, over all accounts."""
        return sum(account.unaccounted for account in self.accounts)

    @property
    def is_balanced(self) -> bool:
        """Nothing is lost, and nothing could be that still waits."""
        return not self.missing and not self.behind


def balance(first: Snapshot, second: Snapshot, letters: Mapping[str, frozenset[str]], passage: Passage) -> Audit:
    """`letters` are the traces of the dead letters, by the service that set them aside."""
    where = {each: _whereabouts(each, first, letters, passage) for each in second.missing}
    ids = (
        {number for counts in second.counts.values() for number in counts} | set(second.addresses) | set(second.states)
    )
    accounts = tuple(_account(number, second, where) for number in sorted(ids | {each.account_id for each in where}))
    lost = [each for each, found in where.items() if found is Whereabouts.UNACCOUNTED]
    is_waited_for = Whereabouts.ON_ITS_WAY in where.values()
    return Audit(
        accounts,
        tuple(sorted(lost, key=lambda each: (each.account_id, each.kind, each.name))),
        passage.behind if is_waited_for else "",
        second.open_gaps,
        sum((Counter(counts) for counts in second.open_gap_counts.values()), Counter()),
    )


def _whereabouts(
    each: Missing, first: Snapshot, letters: Mapping[str, frozenset[str]], passage: Passage
) -> Whereabouts:
    service = OWED_BY[each.kind]
    if service is not None and not each.traces.isdisjoint(letters.get(service, frozenset())):
        return Whereabouts.SET_ASIDE
    is_settled = each in first.missing and (service is None or service in passage.through)
    return Whereabouts.UNACCOUNTED if is_settled else Whereabouts.ON_ITS_WAY


def _account(number: int, snapshot: Snapshot, where: Mapping[Missing, Whereabouts]) -> AccountBalance:
    def count(name: str) -> int:
        return snapshot.counts[name].get(number, 0)

    mine = {each: found for each, found in where.items() if each.account_id == number}
    absent = Counter(kind for kind in _kinds(mine))
    found = Counter[Whereabouts]()
    for each, whereabouts in mine.items():
        found[whereabouts] += each.count
    look = snapshot.looks.get(number, Look(None, ""))
    states = {state: snapshot.states.get(number, {}).get(state, 0) for state in STATES}
    return AccountBalance(
        account_id=number,
        address=snapshot.addresses.get(number, ""),
        seen=count("seen"),
        copies=count("copies"),
        gaps=count("gaps"),
        open_gaps=sum(snapshot.open_gap_counts.get(number, {}).values()),
        unlisted=count("copies") + count("gaps") + absent[Kind.COPY] - count("seen"),
        sent_copies=count("sent_copies"),
        mails=count("mails"),
        threaded=count("threaded"),
        ruled=count("ruled"),
        requests=sum(states.values()) + absent[Kind.REQUEST],
        states=states,
        set_aside=found[Whereabouts.SET_ASIDE],
        on_its_way=found[Whereabouts.ON_ITS_WAY] + count("uncopied"),
        unaccounted=found[Whereabouts.UNACCOUNTED],
        witnessed_at=look.at.isoformat() if look.at else None,
        witness_said=look.said,
    )


def _kinds(missing: Mapping[Missing, Whereabouts]) -> Iterator[Kind]:
    return (each.kind for each in missing)
