"""Each source by itself: what it is asked, and what its answer comes to. All raise Unanswered where there is none."""

import asyncio
from urllib.parse import quote

from services.api.accounts.presets import preset_of_domain, preset_of_mail_exchanger
from services.api.accounts.servers import Protocol, Security, Server
from services.api.discovery import autoconfig, srv
from services.api.discovery.found import Found, Offer, Outcome, Source, Unanswered, from_offer, from_preset
from services.api.discovery.reach import Reach
from services.api.discovery.web import fetched

MOST_EXCHANGERS = 3
GUESSES = (
    (Protocol.IMAP, ("imap", "mail"), 993, Security.TLS, b"* "),
    (Protocol.POP3, ("pop", "pop3", "mail"), 995, Security.TLS, b"+OK"),
    (Protocol.IMAP, ("imap", "mail"), 143, Security.STARTTLS, b"* "),
    (Protocol.POP3, ("pop", "pop3", "mail"), 110, Security.STARTTLS, b"+OK"),
    (Protocol.SMTP, ("smtp", "mail"), 465, Security.TLS, b"220"),
    (Protocol.SMTP, ("smtp", "mail"), 587, Security.STARTTLS, b"220"),
)
"""Names that many give to their servers, where they listen (RFC 8314 §3), and how such a server greets."""


def in_the_table(domain: str) -> Found:
    """A well-known provider's own domain."""
    preset = preset_of_domain(domain)
    if preset is None:
        raise Unanswered(Outcome.NOTHING, "no domain of a provider that is known")
    return from_preset(preset, Source.TABLE, domain)


async def by_mail_exchanger(domain: str, reach: Reach) -> Found:
    """The well-known provider that takes the domain's mail; only where mail goes first counts."""
    hosts = await reach.names.mail_exchangers(domain)
    if list(hosts) == ["."]:
        raise Unanswered(Outcome.NOTHING, f"{domain} takes no mail (RFC 7505)")
    for host in hosts[:MOST_EXCHANGERS]:
        if preset := preset_of_mail_exchanger(host):
            return from_preset(preset, Source.MX, f"MX {host.rstrip('.')}")
    raise Unanswered(Outcome.NOTHING, "its mail goes to no provider that is known" if hosts else "it has no MX")


def autoconfig_urls(domain: str, address: str) -> dict[Source, str]:
    """Where a file of servers may lie; only a host of the domain itself learns the address."""
    return {
        Source.AUTOCONFIG: f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address, safe='@')}",
        Source.WELL_KNOWN: f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        Source.ISPDB: f"https://autoconfig.thunderbird.net/v1.1/{domain}",
    }


async def by_file(source: Source, url: str, domain: str, address: str, reach: Reach) -> Found:
    """A file of servers from there."""
    offer = autoconfig.offer_of(await fetched(url, reach), address)
    return from_offer(offer, source, url.partition("?")[0], domain)


async def by_services(domain: str, reach: Reach) -> Found:
    """The SRV records of the domain."""
    asked = (reach.names.services(f"{name}._tcp.{domain}") for name in srv.SERVICES)
    told = dict(zip(srv.SERVICES, await asyncio.gather(*asked, return_exceptions=True), strict=True))
    answers = {name: each for name, each in told.items() if not isinstance(each, BaseException)}
    for error in told.values():
        if isinstance(error, BaseException) and (not answers or not isinstance(error, Unanswered)):
            raise error
    offer = srv.offer_of(answers)
    if not offer.servers:
        raise Unanswered(Outcome.NOTHING, "it has no SRV records for mail that name a host")
    return from_offer(offer, Source.SRV, f"SRV _imaps._tcp.{domain} …", domain)


async def by_names(domain: str, reach: Reach) -> Found:
    """Names that many give to their servers, where such a server greets, with a certificate where TLS comes first."""
    guesses = [
        (Server(protocol, f"{name}.{domain}", port, security), greeting)
        for protocol, names, port, security, greeting in GUESSES
        for name in names
    ]
    greeted = await asyncio.gather(*(_greets(server, greeting, reach) for server, greeting in guesses))
    servers = [server for (server, _), greets in zip(guesses, greeted, strict=True) if greets]
    if not servers:
        raise Unanswered(Outcome.NOTHING, "no mail server greets under the usual names")
    return from_offer(Offer(servers), Source.NAMES, f"servers that greet below {domain}", domain)


async def _greets(server: Server, greeting: bytes, reach: Reach) -> bool:
    try:
        async with asyncio.timeout(GREETS_WITHIN_S):
            line = await reach.greeting(server.host, server.port, is_encrypted=server.security is Security.TLS)
    except (Unanswered, OSError):  # a TimeoutError is an OSError, and ssl's errors are
        return False
    return line.startswith(greeting)


GREETS_WITHIN_S = 4.0
"""Less than a whole round has, so that one that is silent hides no other."""
