"""What is told of a message beside its text: who wrote it in which language, and what else came with it."""

from dataclasses import dataclass

from services.parser.domain.authentication.place import places_of_results
from services.parser.domain.authentication.results import RESULTS_FIELD, AuthenticationField, read_fields
from services.parser.domain.calendar.invitation import Invitation, read_invitation
from services.parser.domain.contact.contact import Contact
from services.parser.domain.contact.read import read_contact
from services.parser.domain.encryption import Encryption, read_encryption
from services.parser.domain.fields.addresses import Address
from services.parser.domain.fields.encoded_words import field_text
from services.parser.domain.fields.header import Header
from services.parser.domain.language import read_language
from services.parser.domain.parts.part import Part
from services.parser.domain.reply.parts import Reply
from services.parser.domain.text import one_line

MAX_ORGANIZATION_CHARS = 200
MAX_ORGANIZATION_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """Each is None or empty where a message has nothing of it."""

    language: str | None = None
    contact: Contact | None = None
    authentication: tuple[AuthenticationField, ...] = ()
    calendar: Invitation | None = None
    encryption: Encryption | None = None


def read_facts(raw: bytes, header: Header, root: Part, plain_body: str, reply: Reply, author: Address | None) -> Facts:
    """From the bytes and what was read of them."""
    organization = field_text((header.first("organization") or b"")[:MAX_ORGANIZATION_BYTES], "")
    has_results = RESULTS_FIELD in header.fields
    return Facts(
        language=read_language(reply.text),
        contact=read_contact(author, reply.signature, one_line(organization, MAX_ORGANIZATION_CHARS)),
        authentication=read_fields(header, places_of_results(raw, len(header.body)) if has_results else ()),
        calendar=read_invitation(root),
        encryption=read_encryption(header, root, plain_body),
    )
