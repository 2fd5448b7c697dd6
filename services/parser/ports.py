"""What the parser's handlers need from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.events import MessageParsed, RawFetched
from shared.ids import AccountKey, MailId
from shared.seal import ContentKey


@dataclass(frozen=True, slots=True)
class Keys:
    """The content keys of some mails, and which of those mails were erased on purpose."""

    of: Mapping[MailId, ContentKey]
    erased: frozenset[MailId]


@dataclass(frozen=True, slots=True)
class ParsedCopy:
    """What is stored of one record: its event, and the bodies as far as the database keeps them."""

    fetched: RawFetched
    event: MessageParsed
    plain_body: str
    html_body: str


class MessageStorage(Protocol):
    """Where messages, copies and attachments are kept."""

    async def keys_of(self, mail_ids: Sequence[MailId]) -> Keys:
        """The keys of these mails; raises TransientError while the database is away."""

    async def save(self, copies: Sequence[ParsedCopy]) -> None:
        """All of them in one transaction; what is there already stays. Raises TransientError while it is away."""

    async def keep_places(self, erased: Sequence[RawFetched]) -> None:
        """Where copies of erased mails were seen, and nothing of the mails. Raises TransientError while it is away."""

    async def index(self, limit: int) -> int:
        """Makes up to `limit` waiting messages searchable; returns how many it was."""

    async def waiting(self) -> int:
        """How many stored messages full-text search does not find yet."""


class Blobs(Protocol):
    """Where sealed bytes lie that are too big for a record."""

    async def put(self, account: AccountKey, key: ContentKey, plain: bytes) -> str:
        """Writes, always, and returns the blob's key; raises TransientError when the store is away."""

    async def get(self, key: ContentKey, name: str) -> bytes:
        """The plain bytes; raises DefectiveRecord when the blob is gone, TransientError when the store is away."""
