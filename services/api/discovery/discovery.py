"""Where an address has its mailbox: sources are asked in three rounds, and the first in their order is believed."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field

from services.api.accounts.presets import preset
from services.api.discovery import sources
from services.api.discovery.found import Found, Look, Outcome, Source, Unanswered, from_preset
from services.api.discovery.hosts import domain_of
from services.api.discovery.reach import Reach
from shared import metrics

logger = logging.getLogger(__name__)
ROUND_WITHIN_S = 5.0
"""Three of these are the most that anybody waits."""
AT_A_TIME = 4


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was found, None for nothing, and everybody who was asked."""

    found: Found | None
    looks: Sequence[Look]


@dataclass(slots=True)
class _Looking:
    """One search; what is found is kept with who was asked so far."""

    address: str
    domain: str
    looks: list[Look] = field(default_factory=list)

    def note(self, source: Source, where: str, outcome: Outcome, detail: str = "") -> None:
        self.looks.append(Look(source, where, outcome, detail))
        metrics.DISCOVERIES.labels(source.value, outcome.value).inc()

    async def ask(self, source: Source, where: str, answer: Awaitable[Found]) -> Found | None:
        """The answer within a round's time; None where there is none."""
        try:
            async with asyncio.timeout(ROUND_WITHIN_S):
                found = await answer
        except Unanswered as error:
            self.note(source, where, error.outcome, error.detail)
        except TimeoutError:
            self.note(source, where, Outcome.LATE, f"no answer within {ROUND_WITHIN_S:g} s")
        else:
            self.note(source, where, Outcome.FOUND)
            return found
        return None

    async def first(self, answers: Mapping[tuple[Source, str], Awaitable[Found]]) -> Found | None:
        """All are asked at the same time; the first one in their order that has an answer."""
        told = await asyncio.gather(*(self.ask(*place, answer) for place, answer in answers.items()))
        self.looks.sort(key=lambda look: [*Source].index(look.source))
        return next((found for found in told if found is not None), None)


class Discovery:
    """Finds servers; no credential is part of it. Without a reach only the table is looked into."""

    def __init__(self, reach: Reach | None) -> None:
        self._reach = reach
        self._turns = asyncio.Semaphore(AT_A_TIME)

    def chosen(self, key: str) -> Discovered:
        """The servers of the provider that somebody names."""
        found = from_preset(preset(key), Source.PRESET, key)
        return Discovered(found, [Look(Source.PRESET, key, Outcome.FOUND)])

    async def find(self, address: str) -> Discovered:
        """Within 15 s once it has its turn."""
        looking = _Looking(address, domain_of(address))
        async with self._turns:
            found = await self._find(looking)
        said = f"{found.source} ({found.where})" if found else "nobody"
        logger.info("discovery: the servers of %s are known by %s", looking.domain or "no domain", said)
        return Discovered(found, looking.looks)

    async def _find(self, looking: _Looking) -> Found | None:
        domain, reach = looking.domain, self._reach
        try:
            found = sources.in_the_table(domain)
        except Unanswered as error:
            looking.note(Source.TABLE, domain, error.outcome, error.detail)
        else:
            looking.note(Source.TABLE, domain, Outcome.FOUND)
            return found
        if reach is None or not domain:
            return None
        by_exchanger = {(Source.MX, f"MX of {domain}"): sources.by_mail_exchanger(domain, reach)}
        if found_first := await looking.first(by_exchanger):
            return found_first
        if found_next := await looking.first(_published(looking, reach)):
            return found_next
        return await looking.first({(Source.NAMES, f"imap.{domain} …"): sources.by_names(domain, reach)})


def _published(looking: _Looking, reach: Reach) -> dict[tuple[Source, str], Awaitable[Found]]:
    """What the domain, or Thunderbird for it, has published."""
    domain, address = looking.domain, looking.address
    files = {
        (source, url.partition("?")[0]): sources.by_file(source, url, domain, address, reach)
        for source, url in sources.autoconfig_urls(domain, address).items()
    }
    return {**files, (Source.SRV, f"SRV of {domain}"): sources.by_services(domain, reach)}
