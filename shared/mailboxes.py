"""Whose an address is: a machine's that no person reads, or our own."""

import re
from collections.abc import Collection

LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1

# Words in which senders say that nobody reads an answer, without what stands between their parts.
_UNREAD = (
    "noreply|noreplies|donotreply|dontreply|notreply|noresponse|donotrespond|donotanswer|unattended"
    "|nepasrepondre|noreponse|noresponder|naoresponder|naoresponda|noresponda|nonrispondere"
    "|keineantwort|nichtantworten|nietbeantwoorden|geenantwoord|ikkesvar|svarej|inteteaser|intesvara|eivastata"
    "|nieodpowiadac|neodpovidat"
)
_SYSTEMS = (
    "mailerdaemon|maildaemon|daemon|postmaster|mailmaster|mdaemon|bounces?|root|nobody|listserv|majordomo|mailman"
    "|autoreply|autoresponder|autoresponse|automailer|microsoftexchange[0-9a-f]{32}"
)
_NOBODY = re.compile(rf"(?:{_UNREAD})[0-9]*|(?:noreply|donotreply).*")
_SYSTEM = re.compile(rf"(?:{_SYSTEMS})")
_JOINED = re.compile(r".*(?:noreply|donotreply)")
_BETWEEN = re.compile(r"[-_.'’ ]")
_OF_A_LIST = re.compile(r"bounces?[-_.+=0-9].*|prvs=.*|owner-.*|.*-(?:owner|request|bounces?)(?:\+.*)?")
_MACHINE_DOMAIN = re.compile(r"(?:.*\.)?(?:no-?reply|do-?not-?reply|bounces?)\..*")


def plain_form(address: str) -> str:
    """The form in which addresses are compared: in small letters, the local part without quotes."""
    local, at, domain = address.strip().casefold().rpartition("@")
    return local.strip('"') + at + domain.rstrip(".")


def is_machine(address: str) -> bool:
    """Whether no person reads this address: mail systems, lists' own addresses, noreply in its spellings."""
    local, _, domain = plain_form(address).rpartition("@")
    whole = local.partition("+")[0]
    return (
        any(_NOBODY.fullmatch(name) for name in _pieces(whole))
        or _JOINED.fullmatch(whole) is not None
        or _SYSTEM.fullmatch(_BETWEEN.sub("", whole)) is not None
        or _OF_A_LIST.fullmatch(local) is not None
        or _MACHINE_DOMAIN.fullmatch(domain) is not None
    )


def is_own(address: str, own_addresses: Collection[str]) -> bool:
    """Whether an address is one of ours, or a sub-address of one (RFC 5233); `own_addresses` are in small letters."""
    plain = plain_form(address)
    local, _, domain = plain.rpartition("@")
    return plain in own_addresses or f"{local.partition('+')[0]}@{domain}" in own_addresses


def _pieces(local: str) -> list[str]:
    """The name, what begins and what ends at each of its separators, joined: `shop-no-reply`, `no.reply.shop`."""
    cuts = [found.start() for found in _BETWEEN.finditer(local[:LONGEST_LOCAL])]
    pieces = [local, *(local[cut + 1 :] for cut in cuts), *(local[:cut] for cut in cuts)]
    return [_BETWEEN.sub("", piece) for piece in pieces]
