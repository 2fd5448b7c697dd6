"""What becomes of a send request when it is consumed: composed and waiting, or rejected with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sender.domain.account import SendingAccount, cannot_send_because
from services.sender.domain.mime.compose import Composed, Defect, compose
from services.sender.domain.recipients import address_of, written_recipients
from shared.events import Effects, SendKind, SendMessage
from shared.ids import AccountId, SendId

KEPT = timedelta(days=7)
"""For so long a request lies on `outbound`."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a request is never sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and what was decided; `asked_at`: when it was put on `outbound`, where that is known."""

    request: SendMessage
    account: SendingAccount | None
    created_at: datetime
    content: Composed | Rejected
    asked_at: datetime | None = None
    traceparent: str | None = None

    @property
    def age_s(self) -> float | None:
        """How long ago it was asked for, by the clock when it was consumed; None when it does not say."""
        asked_at = self.request.requested_at
        return None if asked_at is None else (self.created_at - asked_at).total_seconds()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Each address once, whatever its case, in the order To, Cc, Bcc."""
        addresses = [address_of(text) for text in written_recipients(self.request)]
        return tuple({address.casefold(): address for address in reversed(addresses)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not sent (to one recipient at least): `rejected` or `suppressed`."""

    send_id: SendId
    account_id: AccountId
    state: str
    reason: str
    kind: SendKind = SendKind.REQUEST


def entry(
    request: SendMessage,
    account: SendingAccount | None,
    now: datetime,
    written_at: datetime | None = None,
    traceparent: str | None = None,
) -> Entry:
    """The fences in order: automatic mail needs permission, the account must exist and be able to send.

    `written_at` is what the producer says of its record: nothing that could be true is older than the topic keeps.
    """
    asked_at = written_at if written_at is not None and timedelta() <= now - written_at <= KEPT else now
    reason = _refused_because(request, account)
    if reason is not None or account is None:
        return Entry(request, account, now, Rejected(reason or ""), asked_at, traceparent)
    content = compose(request, account, request.requested_at or now)
    if isinstance(content, Defect):
        return Entry(request, account, now, Rejected(content.reason), asked_at, traceparent)
    return Entry(request, account, now, content, asked_at, traceparent)


def _refused_because(request: SendMessage, account: SendingAccount | None) -> str | None:
    if request.kind.is_automatic and request.effects is not Effects.ALLOWED:
        said = "nothing" if request.effects is None else request.effects.value
        return f"automatic mail ({request.kind.value}) needs `effects: allowed`, the record says {said}"
    if request.kind.is_automatic and request.generation != 0:
        return f"automatic mail ({request.kind.value}) of generation {request.generation} (a replay) is never sent"
    if request.kind is SendKind.CANARY and account is not None and not _is_to_itself(request, account):
        return "a canary goes to its own account and to nobody else: its request comes from the poller alone"
    if account is None:
        return f"account {request.account_id} does not exist: create it or correct account_id, then send again"
    return cannot_send_because(account)


def _is_to_itself(request: SendMessage, account: SendingAccount) -> bool:
    return request.canary is not None and (*written_recipients(request),) == (account.email_address,)
