"""`threaded` in, `ruled` and `outbound` out."""

from collections.abc import Mapping, Sequence

from services.rules.domain.decide import Ruling, decide
from services.rules.domain.loop_guard import refusal
from services.rules.domain.outcome import counted
from services.rules.domain.permission import Withheld, effects_withheld, is_permitted
from services.rules.domain.reply import named_sends
from services.rules.ports import RunBatch, RunStore
from shared import metrics
from shared.events import Effects, Event, MessageRuled, MessageThreaded
from shared.ids import MailId

_COPIED = tuple(MessageThreaded.model_fields.keys() - {"schema_version", "generation"})


async def on_message_threaded(
    events: Sequence[MessageThreaded], *, runs: RunStore, generation: int, max_age_s: float
) -> Sequence[Event]:
    """Run the rules on a batch. The events are made of what is stored, so that a repeat gives the same bytes."""
    async with runs.batch() as batch:
        mail_ids = {event.mail_id for event in events}
        known = await batch.rulings(mail_ids)
        new: dict[MailId, MessageThreaded] = {}
        for event in events:
            if event.mail_id not in known:
                new.setdefault(event.mail_id, event)
        decided = await _rule(list(new.values()), batch, generation, max_age_s) if new else []
        stored = await batch.rulings(mail_ids) if new else known
    for why in (why for ruling in decided for why in ruling.outcomes):
        metrics.DECISIONS.labels(*counted(why)).inc()
    return [made for event in events for made in _events(event, stored[event.mail_id], generation)]


async def _rule(
    messages: Sequence[MessageThreaded], batch: RunBatch, generation: int, max_age_s: float
) -> list[Ruling]:
    """What is stored of messages that no rule run has seen yet."""
    claimed_by = await batch.claim({message.effect_id: message.mail_id for message in reversed(messages)})
    book = await batch.book()
    automatic = await batch.automatic(frozenset().union(*map(named_sends, messages)))
    decided = []
    for message in messages:
        answers_automatic = not automatic.isdisjoint(named_sends(message))
        withheld = Withheld(
            decided=_already_decided(message.mail_id, claimed_by[message.effect_id]),
            guard=refusal(message, book.own_addresses, answers_automatic=answers_automatic),
            permission=effects_withheld(message, generation, max_age_s),
            observes=message.effects is Effects.OBSERVE or book.only_observes(message.account_id),
        )
        decided.append((message, decide(message, book, withheld)))
    await batch.save(decided)
    return [ruling for _, ruling in decided]


def _already_decided(mail_id: MailId, claimed_by: MailId) -> str:
    return "" if mail_id == claimed_by else f"already decided for {claimed_by}"


def _events(event: MessageThreaded, ruling: Ruling, generation: int) -> list[Event]:
    """The commands are stored with their permission; an event that lacks it does not bring them out again."""
    fields: Mapping[str, object] = {name: getattr(event, name) for name in _COPIED}
    ruled = MessageRuled.model_validate(
        {**fields, "generation": generation, "matches": ruling.matches, "decisions": ruling.decisions}
    )
    return [ruled, *(ruling.commands if is_permitted(event, generation) else ())]
