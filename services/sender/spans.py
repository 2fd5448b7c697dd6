"""The spans of a send: for its time in the ledger, for each attempt, and for telling what came of it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from services.sender.domain.ledger import LedgerSend
from services.sender.store.outbox import ChangeRow, SentRow
from shared.events import Event
from shared.ids import AccountId
from shared.tracing.current import traced
from shared.tracing.port import ACCOUNT_ID, ATTEMPT, MAIL_ID, SEND_ID, Attributes, Tracing, working


@dataclass(frozen=True, slots=True)
class SendSpans:
    """None without `tracing`. Each carries on the trace that the request came with."""

    tracing: Tracing | None = None

    def sending(self, send: LedgerSend) -> AbstractContextManager[None]:
        """The block is an attempt."""
        return nullcontext() if self.tracing is None else _sending(self.tracing, send)

    def telling(
        self, account_id: AccountId, rows: Sequence[ChangeRow], events: Sequence[Event]
    ) -> AbstractContextManager[None]:
        """The block publishes the events of these rows."""
        return nullcontext() if self.tracing is None else _telling(self.tracing, account_id, rows, events)

    def copying(self, rows: Sequence[SentRow], events: Sequence[Event | None]) -> AbstractContextManager[None]:
        """The block publishes the copies of what was sent: they stay in the trace."""
        if self.tracing is None:
            return nullcontext()
        return traced(_known({id(event): row.traceparent for row, event in zip(rows, events, strict=True)}))


NO_SPANS = SendSpans()


@contextmanager
def _sending(tracing: Tracing, send: LedgerSend) -> Iterator[None]:
    ids: Attributes = {
        ACCOUNT_ID: send.account_id,
        MAIL_ID: str(send.mail_id),
        SEND_ID: str(send.send_id),
        ATTEMPT: send.attempt,
    }
    if send.attempt == 1:
        tracing.begin("queue send", send.traceparent, ids, at_s=time.time() - send.age_s).end()
    with working(tracing.begin("send", send.traceparent, ids)):
        yield


@contextmanager
def _telling(
    tracing: Tracing, account_id: AccountId, rows: Sequence[ChangeRow], events: Sequence[Event]
) -> Iterator[None]:
    spans = {
        id(event): tracing.begin(
            "deliver",
            row.traceparent,
            {ACCOUNT_ID: account_id, SEND_ID: str(row.send_id), ATTEMPT: row.attempt},
            at_s=row.at.timestamp(),
        )
        for row, event in zip(rows, events, strict=True)
    }
    with working(*spans.values()), traced({each: span.traceparent for each, span in spans.items()}):
        yield


def _known(found: Mapping[int, str | None]) -> Mapping[int, str]:
    return {each: parent for each, parent in found.items() if parent is not None}
