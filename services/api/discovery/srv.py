"""Mail services in DNS (RFC 6186; RFC 8314 §5.1 adds _submissions). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.api.accounts.servers import Protocol, Security, Server
from services.api.discovery.found import Offer
from services.api.discovery.hosts import host_of

SERVICES: Mapping[str, tuple[Protocol, Security]] = {
    "_imaps": (Protocol.IMAP, Security.TLS),
    "_imap": (Protocol.IMAP, Security.STARTTLS),
    "_pop3s": (Protocol.POP3, Security.TLS),
    "_pop3": (Protocol.POP3, Security.STARTTLS),
    "_submissions": (Protocol.SMTP, Security.TLS),
    "_submission": (Protocol.SMTP, Security.STARTTLS),
}
NOT_OFFERED = "."


@dataclass(frozen=True, slots=True)
class Service:
    """An SRV record (RFC 2782)."""

    priority: int
    weight: int
    target: str
    port: int


def offer_of(answers: Mapping[str, Sequence[Service]]) -> Offer:
    """The servers that DNS names, by the name of the service; `.` means that it is not offered (RFC 6186 §3.4).

    Lowest priority first, then the heaviest: this is asked once, so there is no load to share out by chance.
    """
    return Offer([server for name, services in answers.items() for server in _servers(name, services)])


def _servers(name: str, services: Sequence[Service]) -> Iterator[Server]:
    protocol, security = SERVICES[name]
    for service in sorted(services, key=lambda each: (each.priority, -each.weight, each.target)):
        host = "" if service.target == NOT_OFFERED else host_of(service.target)
        if host and service.port:
            yield Server(protocol, host, service.port, security)
