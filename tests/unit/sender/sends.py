"""A send, as the ledger gives it to an attempt."""

from uuid import UUID

from services.sender.domain.ledger import LedgerSend, RecipientState
from shared.events import SendKind
from shared.ids import AccountId, MailId, SendId


def send_of(kind: SendKind = SendKind.REQUEST, *, attempt: int = 1, tries: int = 1) -> LedgerSend:
    recipients = {"a@x": RecipientState.WAITING}
    return LedgerSend(AccountId(1), SendId(UUID(int=7)), kind, MailId(UUID(int=8)), 100, attempt, recipients, tries)
