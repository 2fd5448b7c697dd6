"""From parsed messages to what threading works on."""

from collections.abc import Iterable
from itertools import chain

from services.threader.domain.customer import plain_address
from services.threader.domain.names import named_node, own_node, parent_nodes
from services.threader.domain.status import Opening
from services.threader.domain.strand import Member
from services.threader.domain.subject import base_subject
from shared.events import MessageEvent, MessageParsed
from shared.ids import CustomerId, MailId


def earliest_by_mail(events: Iterable[MessageParsed]) -> dict[MailId, MessageParsed]:
    """One message a mail, in order of first appearance, with the least sort_at of its copies in the batch."""
    found: dict[MailId, MessageParsed] = {}
    for event in events:
        known = found.get(event.mail_id)
        if known is None:
            found[event.mail_id] = event
        elif event.sort_at < known.sort_at:
            found[event.mail_id] = known.model_copy(update={"sort_at": event.sort_at})
    return found


def member_of(message: MessageEvent, customer_id: CustomerId | None, opening: Opening) -> Member:
    """What threading knows of a message; a function of its copies alone, but for the customer."""
    people = chain(message.from_addresses, message.to, message.cc)
    return Member(
        mail_id=message.mail_id,
        account_id=message.account_id,
        node=own_node(message),
        parents=parent_nodes(message),
        in_reply_to=named_node(message, message.in_reply_to[-1]).id if message.in_reply_to else None,
        sort_at=message.sort_at,
        subject=base_subject(message.subject),
        participants=frozenset(address for person in people if (address := plain_address(person)) is not None),
        customer_id=customer_id,
        opening=opening,
    )
