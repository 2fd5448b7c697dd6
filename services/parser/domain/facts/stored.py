"""What is told beside the text as it is stored and shown: with what may be believed of it."""

from dataclasses import dataclass

from services.parser.domain.authentication.results import MethodResult, trusted
from services.parser.domain.calendar.invitation import Invitation
from services.parser.domain.contact.contact import Contact
from services.parser.domain.encryption import Encryption
from services.parser.domain.facts.read import Facts


@dataclass(frozen=True, slots=True)
class ShownResults:
    """One field; `is_trusted`: a server of ours wrote it."""

    field: str
    authserv_id: str
    is_trusted: bool
    results: tuple[MethodResult, ...]


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """Each is None where a message has nothing of it; the names are those of columns and of what is printed."""

    contact: Contact | None = None
    authentication: tuple[ShownResults, ...] | None = None
    calendar: Invitation | None = None
    encryption: Encryption | None = None


def stored_facts(facts: Facts, authserv_ids: frozenset[str]) -> StoredFacts:
    """`authserv_ids`: whose Authentication-Results are believed."""
    fields = facts.authentication
    shown = tuple(
        ShownResults(each.field, each.authserv_id, is_trusted, each.results)
        for each, is_trusted in zip(fields, trusted(fields, authserv_ids), strict=True)
    )
    return StoredFacts(facts.contact, shown or None, facts.calendar, facts.encryption)
