"""The nodes that a message names: itself, its parent, its ancestors (RFC 5322 §3.6.4)."""

import re
from dataclasses import dataclass
from hashlib import sha256

from shared.events import Direction, MessageEvent
from shared.ids import ThreadId, thread_id

NEAREST = 20
FARTHEST = 20
LEAST_UNIQUE = 10
LONGEST_NAME = 998  # RFC 5322 §2.1.1: no line is longer

_EVERYBODYS_HOST = re.compile(
    r"|localhost|(?:.*\.)?(?:local|localdomain|lan|internal|home|invalid)"
    r"|\[?(?:127|10)(?:\.\d{1,3}){3}\]?|\[?192\.168(?:\.\d{1,3}){2}\]?|\[?0\.0\.0\.0\]?"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A message as others name it; nobody may have seen it yet. `id` is the thread id that its name gives."""

    id: ThreadId
    name: str


def own_node(message: MessageEvent) -> Node:
    """The message's own node; without a Message-ID it is a node that nobody else can name."""
    if not message.message_id:
        return Node(thread_id(message.account_key, None, message.mail_id), f"mail:{message.mail_id}")
    return named_node(message, message.message_id)


def parent_nodes(message: MessageEvent) -> tuple[Node, ...]:
    """What the message claims to descend from, nearest first, without itself and without repeats.

    At most the last id of In-Reply-To and the last and first 20 of References: a forged field may name thousands.
    """
    last, first = message.references[-NEAREST:], message.references[:-NEAREST][:FARTHEST]
    claimed = (*message.in_reply_to[-1:], *reversed(last), *reversed(first))
    names = dict.fromkeys(name for name in claimed if name and name != message.message_id)
    return tuple(named_node(message, name) for name in names)


def named_node(message: MessageEvent, message_id: str) -> Node:
    """The node of this id as this message means it: many devices give one id to all of their mail."""
    name = f"{message_id} {_other_end(message)}" if is_weak(message_id) else message_id
    return Node(thread_id(message.account_key, name, message.mail_id), _storable(name))


def is_weak(message_id: str) -> bool:
    """Whether an id cannot be thought unique: of a host that everybody has, and too short to say when it was made."""
    local, _, host = message_id.casefold().partition("@")
    is_everywhere = _EVERYBODYS_HOST.fullmatch(host) is not None and "@" in message_id
    return is_everywhere and sum(map(str.isalnum, local)) < LEAST_UNIQUE


def _other_end(message: MessageEvent) -> str:
    """Who wrote it, or of what we sent the first recipient: those two mean the same message by a weak id."""
    writers = (message.author,) if message.author else message.from_addresses
    people = writers if message.direction is Direction.INBOUND else message.to
    return next((person.address.strip().casefold() for person in people), "")


def _storable(name: str) -> str:
    """A name that PostgreSQL can keep; the node's id is made of the whole name anyway."""
    if len(name) > LONGEST_NAME:
        return f"sha256:{sha256(name.encode()).hexdigest()}"
    return name.replace("\0", "\N{REPLACEMENT CHARACTER}")
