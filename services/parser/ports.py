"""What the parser's handler is given; app.py puts it together.

The store and the blobs raise TransientError while they are away.
"""

from dataclasses import dataclass

from services.parser.store import MessageStore
from shared.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes: of a body in the event, of an attachment that is stored."""

    inline_body_bytes: int
    max_attachment_bytes: int


@dataclass(frozen=True, slots=True)
class Ports:
    """Where messages go, where what is too big for a record lies, what is too big, which generation this is,
    and whose Authentication-Results are believed.
    """

    store: MessageStore
    blobs: BlobStore
    limits: Limits
    generation: int
    authserv_ids: frozenset[str] = frozenset()
