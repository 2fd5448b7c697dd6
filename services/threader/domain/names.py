"""The nodes that a message names: itself, its parent, its ancestors (RFC 5322 §3.6.4)."""

from dataclasses import dataclass
from hashlib import sha256

from shared.events import MessageEvent
from shared.ids import ThreadId, thread_id

NEAREST = 20
FARTHEST = 20
LONGEST_NAME = 998  # RFC 5322 §2.1.1: no line is longer


@dataclass(frozen=True, slots=True)
class Node:
    """A message as others name it; nobody may have seen it yet. `id` is the thread id that its name gives."""

    id: ThreadId
    name: str


def own_node(message: MessageEvent) -> Node:
    """The message's own node; without a Message-ID it is a node that nobody else can name."""
    if not message.message_id:
        return Node(thread_id(message.account_key, None, message.mail_id), f"mail:{message.mail_id}")
    return _named(message, message.message_id)


def parent_nodes(message: MessageEvent) -> tuple[Node, ...]:
    """What the message claims to descend from, nearest first, without itself and without repeats.

    At most the last id of In-Reply-To and the last and first 20 of References: a forged field may name thousands.
    """
    last, first = message.references[-NEAREST:], message.references[:-NEAREST][:FARTHEST]
    claimed = (*message.in_reply_to[-1:], *reversed(last), *reversed(first))
    names = dict.fromkeys(name for name in claimed if name and name != message.message_id)
    return tuple(_named(message, name) for name in names)


def _named(message: MessageEvent, message_id: str) -> Node:
    return Node(thread_id(message.account_key, message_id, message.mail_id), _storable(message_id))


def _storable(name: str) -> str:
    """A name that PostgreSQL can keep; the node's id is made of the whole name anyway."""
    if len(name) > LONGEST_NAME:
        return f"sha256:{sha256(name.encode()).hexdigest()}"
    return name.replace("\0", "\N{REPLACEMENT CHARACTER}")
