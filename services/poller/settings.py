"""The poller's settings."""

from pydantic import Field

from services.poller.domain.schedule import Defaults, FreshnessSettings, SecondLookSettings
from shared.secret_references.settings import ResolvingSettings
from shared.settings import Settings


class PollerSettings(ResolvingSettings, Settings):
    """When accounts are polled, how much at once, and how long a server may take."""

    default_poll_frequency: int = Field(300, ge=1, description="seconds between two polls of an account")
    integration_poll_frequency: int | None = Field(
        None, ge=1, description="wins over EMAIL_DEFAULT_POLL_FREQUENCY; the account's own value wins over both"
    )
    integration_max_emails_per_poll: int = Field(
        50, ge=1, description="messages that one poll fetches; the next poll follows at once while there are more"
    )
    max_message_size: int = Field(
        52_428_800, ge=1, le=268_435_456, description="bytes; a larger message is listed as a fetch gap, not fetched"
    )
    server_timeout_s: float = Field(30, gt=0, description="how long a mail server may take to answer")
    server_backoff_max_s: float = Field(
        600, gt=0, description="longest pause in seconds after a mail server has failed several times in a row"
    )
    login_backoff_max_s: float = Field(
        3600,
        gt=0,
        description="longest pause in seconds after a refused login; an account that was changed is tried at once",
    )
    freshness_check_s: float = Field(
        600,
        gt=0,
        description="how often in seconds, or up to a quarter sooner, a fresh connection looks whether the open one "
        "has gone deaf; after three times without a proof the account is slow",
    )
    slow_poll_s: float = Field(
        30, gt=0, description="a poll that takes longer, for each message and once more, makes its account slow"
    )
    canary_overdue_s: float = Field(
        900,
        gt=0,
        description="an account whose canary (canary_every_s) is not seen within so many seconds is slow; where it is "
        "polled and not pushed, the time between two polls comes on top",
    )
    backpressure_records: int = Field(
        100_000,
        ge=1,
        description="nothing is fetched while the parser is so many records behind, until half of them are done",
    )
    gap_retry_s: float = Field(
        60,
        gt=0,
        description="seconds until a message that could not be had is asked for again; then four times as long each "
        "time up to a day, for two weeks",
    )
    witness_interval_s: float = Field(
        86_400,
        gt=0,
        description="how often in seconds, or up to a quarter sooner, the server's own list of a mailbox is compared "
        "with what was read of it, by a connection of its own",
    )
    account_refresh_s: float = Field(1, gt=0, description="how soon changed accounts and requests are noticed")
    poller_max_accounts: int = Field(1000, ge=1, description="accounts that one poller process takes")
    poller_max_logins: int = Field(
        100, ge=1, description="connections that are being opened at the same time, a quarter to one server"
    )
    poller_host_connections: int | None = Field(
        None,
        ge=1,
        description="connections to one host at the same time, over all poller processes: each has the part that its "
        "accounts there are of all; without it only what servers refuse limits them",
    )
    poller_max_fetches: int = Field(16, ge=1, description="batches of messages that are in memory at the same time")
    poll_log_days: int = Field(30, ge=1, description="days that the poll log and changes of state are kept")

    def second_look(self) -> SecondLookSettings:
        """What is done beside the polls."""
        return SecondLookSettings(
            self.gap_retry_s, self.witness_interval_s, self.server_backoff_max_s, self.login_backoff_max_s
        )

    def freshness(self) -> FreshnessSettings:
        """What is slow, and how often the proof is made that new mail would be seen."""
        return FreshnessSettings(self.freshness_check_s, self.slow_poll_s, self.canary_overdue_s)

    def defaults(self) -> Defaults:
        """What an account falls back on."""
        return Defaults(
            self.integration_poll_frequency, self.default_poll_frequency, self.integration_max_emails_per_poll
        )
