"""The sender's SQL: its own tables, and the views that the api publishes for it."""

from services.sender.store.accounts import SendingAccounts
from services.sender.store.attempts import AttemptStore
from services.sender.store.cancel import CancelStore
from services.sender.store.checks import CheckStore
from services.sender.store.intake import IntakeStore
from services.sender.store.outbox import OutboxStore
from services.sender.store.outcomes import OutcomeStore

__all__ = ["AttemptStore", "CancelStore", "CheckStore", "IntakeStore", "OutboxStore", "OutcomeStore", "SendingAccounts"]
