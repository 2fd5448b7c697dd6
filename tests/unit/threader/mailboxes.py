"""Mailboxes drawn by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from shared.events import MessageParsed
from tests.unit.threader.letters import parsed


@st.composite
def mailboxes(draw: st.DrawFn, /, copies: int, **fields: Any) -> list[MessageParsed]:
    """Messages that name each other: placeholders, cycles, repeated and missing Message-IDs, up to `copies` of each.

    `fields` are those of all of them.
    """
    names = st.sampled_from([f"n{number}@test" for number in range(draw(st.integers(1, 12)))])
    minutes = st.integers(-3, 6)
    events: list[MessageParsed] = []
    for number in range(draw(st.integers(1, 10))):
        event = parsed(
            f"m{number}",
            minutes=draw(minutes),
            message_id=draw(st.none() | names),
            references=tuple(draw(st.lists(names, max_size=4))),
            in_reply_to=tuple(draw(st.lists(names, max_size=2))),
            sender=draw(st.sampled_from(("ada@customer.test", "bob@customer.test", ""))),
            **fields,
        )
        events.append(event)
        for copy in range(draw(st.integers(1, copies)) - 1):
            place = {"copy_id": parsed("x", copy=f"{number}.{copy}").copy_id}
            events.append(event.model_copy(update={**place, "sort_at": parsed("x", minutes=draw(minutes)).sort_at}))
    return events
