"""How many connections may be open at the same time, and what a refusal makes of it. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.poller.domain.failures import Failure, FailureKind
from shared.ids import AccountId

LOWERED_FOR_S = 3600.0
"""For so long what a refusal has shown is believed."""
TURNING_SHARE = 4
"""A fourth of the connections, at least one, is for those that come and go."""
_TOO_MANY = re.compile(
    r"TOO MANY .*(?:CONNECTION|SESSION|LOGIN|CLIENT)|MAXIMUM .*(?:CONNECTION|SESSION)"
    r"|(?:CONNECTION|SESSION)S? (?:LIMIT|EXCEEDED)|(?:SIMULTANEOUS|CONCURRENT)",
    re.IGNORECASE,
)
_OF_ONE_USER = re.compile(r"\b(?:USER|ACCOUNT|LOGIN|MAILBOX)", re.IGNORECASE)


class Scope(StrEnum):
    """Whose connections are too many."""

    ACCOUNT = "account"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """`limit` is what is configured or known, `lowered` what a refusal has shown, until then; None: no limit."""

    limit: int | None = None
    lowered: int | None = None
    lowered_until: float = float("-inf")

    def at(self, now: float) -> int | None:
        """How many there may be."""
        in_force = [self.limit, self.lowered if now < self.lowered_until else None]
        return min((most for most in in_force if most is not None), default=None)

    def refused(self, now: float, open_beside: int) -> "Ceiling":
        """One more than these was refused: so many are used for a while, and one always."""
        return replace(self, lowered=max(1, open_beside), lowered_until=now + LOWERED_FOR_S)


def staying(most: int | None) -> int | None:
    """How many of them may stay open between polls. What is left turns over, so that nobody waits for an idle one."""
    return None if most is None else most - max(1, most // TURNING_SHARE)


def refused_scope(failure: Failure) -> Scope | None:
    """Whether a connection was one too many, and whose; before the login (BYE) a server speaks of the host, mostly."""
    if failure.kind is not FailureKind.QUOTA or not _TOO_MANY.search(failure.said):
        return None
    is_host = failure.said.startswith("BYE") and not _OF_ONE_USER.search(failure.said)
    return Scope.HOST if is_host else Scope.ACCOUNT


def no_place(server: str, scope: Scope, most: int) -> Failure:
    """All connections that may be used are."""
    whose = "this account" if scope is Scope.ACCOUNT else "the accounts there"
    happened = f"all {most} connections that {whose} may have to {server} are in use"
    name = "max_connections of the account" if scope is Scope.ACCOUNT else "EMAIL_POLLER_HOST_CONNECTIONS"
    return Failure(FailureKind.QUOTA, happened, f"Mailweave waits for one; raise {name} if the server allows more")


def host_shares(hosts: Mapping[AccountId, str], held: Collection[AccountId], limit: int | None) -> Mapping[str, int]:
    """This process's part of the connections to each host: as its part of the host's accounts, at least one."""
    if limit is None:
        return {}
    of_all, of_held = list(hosts.values()), [hosts[each] for each in held if each in hosts]
    return {host: max(1, limit * of_held.count(host) // of_all.count(host)) for host in set(of_held)}
