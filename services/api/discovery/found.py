"""What is found out about an address: the values, and which of the servers that a source names are taken. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.api.accounts.presets import Preset
from services.api.accounts.servers import Protocol, Security, Server
from services.api.discovery.hosts import is_within


class Source(StrEnum):
    """Who may say where an address has its mailbox, in the order in which they are believed."""

    PRESET = "preset"
    TABLE = "table"
    MX = "mx"
    AUTOCONFIG = "autoconfig"
    WELL_KNOWN = "well_known"
    ISPDB = "ispdb"
    SRV = "srv"
    NAMES = "names"


class Outcome(StrEnum):
    """What came of asking one of them."""

    FOUND = "found"
    NOTHING = "nothing"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"


class Unanswered(Exception):
    """A source has no answer that can be used; `detail` is a clause for people."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Look:
    """One source that was asked."""

    source: Source
    where: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The servers that a source names, the better ones first within a protocol, and what it says besides."""

    servers: Sequence[Server]
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Where an account of the address is. `needs_confirmation`: a person must first say that the servers are right."""

    source: Source
    where: str
    incoming: Server | None
    smtp: Server | None
    preset: Preset | None = None
    warnings: Sequence[str] = ()
    needs_confirmation: bool = False


FETCHING = {Security.TLS: 0, Security.STARTTLS: 1, Security.NONE: 2}
SENDING = {Security.TLS: 0, Security.STARTTLS: 0, Security.NONE: 1}
UNSIGNED = (
    "{host} is outside {domain}, and DNS, which names it, is not signed: is it your provider's? (RFC 6186 §6) "
    "The password goes there"
)
IN_CLEAR = "{server} is without encryption: others can read the password and all mail; it needs allow_plaintext"


def from_preset(preset: Preset, source: Source, where: str) -> Found:
    """A well-known provider's servers; a preset without hosts has none."""
    incoming, smtp = (server if server.host else None for server in (preset.incoming, preset.smtp))
    return Found(source, where, incoming, smtp, preset)


def from_offer(offer: Offer, source: Source, where: str, domain: str) -> Found:
    """The best servers of what was named: IMAP before POP3, encrypted before not.

    What only DNS says about hosts of others is to be confirmed.
    """
    incoming = _best(offer, Protocol.IMAP) or _best(offer, Protocol.POP3)
    smtp = _best(offer, Protocol.SMTP)
    chosen = [server for server in (incoming, smtp) if server is not None]
    strangers = {server.host: None for server in chosen if source is Source.SRV and not is_within(server.host, domain)}
    warnings = [
        *offer.remarks,
        *(IN_CLEAR.format(server=server) for server in chosen if server.security is Security.NONE),
        *(UNSIGNED.format(host=host, domain=domain) for host in strangers),
    ]
    return Found(source, where, incoming, smtp, None, warnings, bool(strangers))


def _best(offer: Offer, protocol: Protocol) -> Server | None:
    """Mail is fetched by TLS from the first byte where that is offered (RFC 8314 §3); for sending both are alike."""
    ranks = SENDING if protocol is Protocol.SMTP else FETCHING
    servers = [each for each in offer.servers if each.protocol is protocol]
    return min(servers, key=lambda server: ranks[server.security], default=None)
