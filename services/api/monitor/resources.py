"""How the installation is doing."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.api.accounts.polling import Polling
from services.api.fields import Resource


class PollLog(Resource):
    """One poll of an account."""

    id: int
    started_at: datetime
    finished_at: datetime | None = Field(description="null while it runs")
    status: str = Field(description="running, ok or error")
    polls: int = Field(description="how many polls in a row ended alike without a message and share this entry")
    messages_found: int
    messages_processed: int
    error_message: str


ReceivingState = Literal["ok", "slow", "waiting", "failing", "paused", "backpressure", "unknown"]


class Receiving(Resource):
    """The one state that an account's receiving is in."""

    receiving_state: ReceivingState | None = Field(
        description="waiting: its server asked to wait; backpressure: until the parser has caught up; unknown: not "
        "polled yet; null: it has no incoming server"
    )
    receiving_kind: str | None = Field(description="auth, network, tls, protocol or quota, where one is known")
    receiving_since: datetime | None
    receiving_reason: str
    receiving_next_try_at: datetime | None = Field(description="null: nothing is to be tried again")
    receiving_proof_at: datetime | None = Field(
        description="when it was last shown that new mail would be seen; a poll alone does not show it"
    )


class ReceivingChange(Resource):
    """A change of that state."""

    since: datetime
    from_state: str | None = Field(description="null: it was the first")
    to_state: str
    kind: str | None
    reason: str
    next_try_at: datetime | None


class AccountHealth(Receiving):
    """How an account is doing, from its first moment on."""

    account_id: int
    email_address: str
    status: Literal["active", "inactive", "error"]
    state: Literal["ok", "degraded", "failing", "unknown"] = Field(description="unknown until it was first polled")
    kind: str | None = Field(description="auth, network, tls, protocol or quota when it is not ok")
    reason: str
    since: datetime | None
    last_poll_at: datetime | None
    last_good_poll_at: datetime | None
    is_live: bool = Field(description="whether mail that arrives now is handled as new")


class OpenGap(Resource):
    """A message that could not be had and is not given up."""

    folder: str
    uidvalidity: int
    uid: int = Field(description="for POP3 the poller's own number of the message's UIDL")
    reason: str = Field(
        description="gone, refused, not_shown, dropped, too_big, or unaccounted: the server has it, and nothing says "
        "why it was passed over"
    )
    detail: str = Field(description="what the server said")
    size_bytes: int
    found_at: datetime
    attempts: int = Field(description="how often it was asked for again")
    next_try_at: datetime | None = Field(description="null: it is not asked for any more")


class AccountActivity(Receiving, Polling):
    """An account's health and polls."""

    account_id: int
    name: str
    email_address: str
    status: str
    auto_polling_enabled: bool
    is_healthy: bool | None = Field(description="null until it was first polled")
    last_error_message: str
    last_good_poll_at: datetime | None
    sending_state: str | None = Field(
        None, description="ok; waiting while its SMTP server refuses sessions; failing; null until it first sent"
    )
    sending_since: datetime | None = None
    sending_reason: str = ""
    sending_next_try_at: datetime | None = None
    canary_seen_at: datetime | None = Field(None, description="when the last canary was seen (canary_every_s)")
    canary_seen_folder: str | None = None
    canary_round_trip_s: float | None = Field(None, description="from asking for it to seeing it")
    canary_said: str = Field("", description="what is wrong with the latest canary that anything is known of")
    polls: int = Field(description="in the last 24 hours")
    failed_polls: int = Field(description="in the last 24 hours")
    messages_found: int = Field(description="in the last 24 hours")
    messages_processed: int = Field(description="in the last 24 hours")
    recent_polls: list[PollLog]
    recent_changes: list[ReceivingChange] = Field(description="the latest changes of its state, the last one first")
    open_gap_count: int = Field(description="messages that could not be had yet")
    unaccounted: int = Field(description="of these the ones that were passed over for no reason")
    open_gaps: list[OpenGap] = Field(description="the first twenty, by their next try")
    witnessed_at: datetime | None = Field(
        description="when the server's own list was last compared with what was read; null: not yet"
    )


class Totals(Resource):
    """Counts over all time."""

    messages: dict[str, int] = Field(description="inbound and outbound ones stored; of these threaded and ruled")
    sends: dict[str, int] = Field(description="by the ledger's state")
    fetch_gaps: dict[str, int] = Field(description="messages that could not be had and were not read since, by reason")


class Monitor(Resource):
    """The whole picture."""

    at: datetime
    accounts: list[AccountActivity]
    totals: Totals
