"""DNS. Every name that is asked for ends in a dot: no search list of this machine is tried."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from services.api.discovery.found import Outcome, Unanswered
from services.api.discovery.hosts import is_public
from services.api.discovery.srv import Service

MOST_RECORDS = 20
ANSWERS_WITHIN_S = 3.0
"""Less than a whole round has, so that one name that is silent hides no other."""


class Names:
    """What DNS says. Raises Unanswered where it says nothing in time, or something that may not be used."""

    def __init__(
        self, resolver: dns.asyncresolver.Resolver | None = None, *, may_be_asked: Callable[[str], bool] = is_public
    ) -> None:
        """Without a resolver the system's DNS servers are asked; `may_be_asked` decides about each address."""
        self._resolver = resolver
        self._may_be_asked = may_be_asked

    async def mail_exchangers(self, domain: str) -> Sequence[str]:
        """The hosts that take mail for the domain, the preferred ones first (RFC 5321 §5.1); `.` means none do."""
        records = await self._records(domain, "MX")
        return [str(each.exchange) for each in sorted(records, key=lambda each: (each.preference, str(each.exchange)))]

    async def services(self, name: str) -> Sequence[Service]:
        """The SRV records of this name."""
        records = await self._records(name, "SRV")
        return [Service(each.priority, each.weight, str(each.target), each.port) for each in records]

    async def addresses(self, host: str) -> Sequence[str]:
        """Where a host may be asked; raises Unanswered when it leads to this machine's own surroundings."""
        found = await asyncio.gather(self._records(host, "A"), self._records(host, "AAAA"))
        addresses = [str(each.address) for records in found for each in records]
        if not addresses:
            raise Unanswered(Outcome.NOTHING, f"DNS has no address of {host}")
        allowed = [each for each in addresses if self._may_be_asked(each)]
        if not allowed:
            raise Unanswered(Outcome.REFUSED, f"{host} leads to {addresses[0]}, which is no address of the internet")
        return allowed

    async def _records(self, name: str, kind: str) -> Sequence[Any]:
        try:
            self._resolver = self._resolver or dns.asyncresolver.Resolver()
            answer = await self._resolver.resolve(
                dns.name.from_text(f"{name}."), kind, search=False, lifetime=ANSWERS_WITHIN_S
            )
        except dns.resolver.NoAnswer:
            return []
        except dns.resolver.NXDOMAIN:
            raise Unanswered(Outcome.NOTHING, f"DNS has no {name}") from None
        except dns.exception.Timeout:
            raise Unanswered(Outcome.LATE, "DNS does not answer") from None
        except (dns.exception.DNSException, OSError) as error:
            raise Unanswered(Outcome.FAILED, f"DNS cannot be asked ({type(error).__name__})") from error
        return list(answer)[:MOST_RECORDS]
