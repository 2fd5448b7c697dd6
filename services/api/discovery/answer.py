"""What REST says of a discovery."""

from collections.abc import Iterable

from services.api.accounts.servers import Server, account_fields
from services.api.discovery.discovery import Discovered
from services.api.discovery.found import Found, Look, Outcome, Source
from services.api.discovery.resources import Discovery, LookedAt, MailServer


def answer_of(address: str, discovered: Discovered) -> Discovery:
    """The resource."""
    found = discovered.found
    looked = [
        LookedAt(source=each.source, where=each.where, outcome=each.outcome, detail=each.detail)
        for each in discovered.looks
    ]
    if found is None:
        return Discovery(email_address=address, said=_nothing(address, discovered.looks), looked=looked)
    preset = found.preset
    return Discovery(
        email_address=address,
        source=found.source,
        where=found.where,
        said=_said(found),
        preset=preset.key if preset else None,
        hint=preset.hint if preset else "",
        incoming=_shown(found.incoming),
        smtp=_shown(found.smtp),
        fields=dict(account_fields(address, found.incoming, found.smtp)),
        warnings=list(found.warnings),
        needs_confirmation=found.needs_confirmation,
        looked=looked,
    )


def _said(found: Found) -> str:
    servers = " and ".join(
        f"{each.host}:{each.port} ({each.security})" for each in (found.incoming, found.smtp) if each
    )
    return f"{servers or 'no server'}, from {WORDS[found.source]} ({found.where})"


def _nothing(address: str, looks: Iterable[Look]) -> str:
    """With what hinders an answer, so that one sees what to mend: a file that is refused, DNS that is silent."""
    hindered = [f"{WORDS[look.source]}: {look.detail}" for look in looks if look.outcome is not Outcome.NOTHING]
    because = f" ({'; '.join(hindered)})" if hindered else ""
    return f"nobody says where {address} has its mailbox{because}: type the servers that the provider names"


WORDS = {
    Source.PRESET: "the provider's preset",
    Source.TABLE: "the table of well-known providers",
    Source.MX: "the host that takes the domain's mail",
    Source.AUTOCONFIG: "the domain's autoconfig file",
    Source.WELL_KNOWN: "the domain's well-known autoconfig file",
    Source.ISPDB: "Thunderbird's directory of providers",
    Source.SRV: "the domain's SRV records",
    Source.NAMES: "servers that greet under usual names",
}


def _shown(server: Server | None) -> MailServer | None:
    return None if server is None else MailServer.of(server)
