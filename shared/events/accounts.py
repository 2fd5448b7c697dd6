"""What becomes of accounts."""

from typing import Literal

from pydantic import AwareDatetime, Field

from shared.events.wire import Event


class AccountChanged(Event):
    """An account's receiving (service `poller`) or sending (`sender`) is in another state.

    Told once for each change. A repeat has the same bytes; `position` rises within a service and an account.
    """

    service: Literal["poller", "sender"]
    position: int
    from_state: str | None = Field(default=None, description="null: its first state")
    to_state: str = Field(
        description="ok, slow, waiting, failing, paused or backpressure; of sending ok, waiting or failing"
    )
    kind: str | None = Field(default=None, description="auth, network, tls, protocol or quota, where one is known")
    reason: str = ""
    since: AwareDatetime
    next_try_at: AwareDatetime | None = None
