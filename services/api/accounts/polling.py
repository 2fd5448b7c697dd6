"""When an account is polled next, and what it may use of its provider: as SQL reads it, and as it is shown."""

from datetime import datetime

from pydantic import Field, computed_field

from services.api.fields import Resource
from shared.provider_limits import ProviderLimits, provider_limits

# Of an account that is not active nothing is planned any more.
POLLING = """
CASE WHEN account.status = 'active' THEN health.next_poll_at END AS next_poll_at, health.poll_interval_s,
coalesce(health.is_pushed, false) AS is_pushed, coalesce(download.bytes, 0) AS downloaded_bytes
"""
JOIN_DOWNLOAD = "LEFT JOIN read_download AS download ON download.account_id = account.id"


class Polling(Resource):
    """Beside the account's own fields."""

    incoming_server: str
    max_connections: int | None
    daily_download_mb: int | None
    next_poll_at: datetime | None = Field(None, description="null: it is polled when somebody asks for it")
    poll_interval_s: float | None = Field(
        None, description="seconds between two polls just now: fewer while much comes, more while nothing does"
    )
    is_pushed: bool = Field(False, description="whether its server tells what comes, so that a poll only checks")
    downloaded_bytes: int = Field(0, description="of messages, in the last 24 hours and the hour that is running")

    @computed_field(description="MB a day; null: no limit is known")  # type: ignore[prop-decorator]
    @property
    def download_budget_mb(self) -> int | None:
        """The account's own value, or its provider's."""
        return self._limits.daily_download_mb

    @computed_field(description="to the incoming server at the same time; null: no limit is known")  # type: ignore[prop-decorator]
    @property
    def connection_budget(self) -> int | None:
        """The account's own value, or its provider's."""
        return self._limits.max_connections

    @property
    def _limits(self) -> ProviderLimits:
        return provider_limits(self.incoming_server).or_own(self.max_connections, self.daily_download_mb)
