"""When an account is polled and how much at once: the account's own value wins over the installation's."""

from dataclasses import dataclass

from services.poller.domain.frequency import Frequency

LOOKS_UNTIL_DOUBT = 3


@dataclass(frozen=True, slots=True)
class Defaults:
    """EMAIL_INTEGRATION_POLL_FREQUENCY, EMAIL_DEFAULT_POLL_FREQUENCY, EMAIL_INTEGRATION_MAX_EMAILS_PER_POLL."""

    integration_frequency_s: int | None
    default_frequency_s: int
    max_messages: int


@dataclass(frozen=True, slots=True)
class SecondLookSettings:
    """EMAIL_GAP_RETRY_S, EMAIL_WITNESS_INTERVAL_S, EMAIL_SERVER_BACKOFF_MAX_S, EMAIL_LOGIN_BACKOFF_MAX_S."""

    gap_retry_s: float
    witness_interval_s: float
    longest_backoff_s: float
    refused_login_s: float


@dataclass(frozen=True, slots=True)
class FreshnessSettings:
    """EMAIL_FRESHNESS_CHECK_S, EMAIL_SLOW_POLL_S, EMAIL_CANARY_OVERDUE_S."""

    check_s: float
    slow_poll_s: float
    canary_overdue_s: float

    def proved_for_s(self, frequency_s: float, *, is_pushed: bool) -> float:
        """For how long a proof is believed: it is made anew at each look, or at each poll; two may fail."""
        return LOOKS_UNTIL_DOUBT * (self.check_s if is_pushed else max(self.check_s, frequency_s))


@dataclass(frozen=True, slots=True)
class PollOrder:
    """Poll now; `force` even when polling is switched off or the account is left alone after a failure.

    `witness`: then compare what the server has with what was read.
    """

    force: bool = False
    max_messages: int | None = None
    witness: bool = False


def frequency(of_account: int | None, defaults: Defaults) -> Frequency:
    """Seconds between two polls, as they are configured."""
    if of_account is not None:
        return Frequency.begin(of_account, is_own=True)
    if defaults.integration_frequency_s is not None:
        return Frequency.begin(defaults.integration_frequency_s, is_own=False)
    return Frequency.begin(defaults.default_frequency_s, is_own=False)


def max_messages(of_account: int | None, requested: int | None, defaults: Defaults) -> int:
    """Messages fetched by one poll; a request may name its own number."""
    if requested is not None:
        return requested
    return of_account if of_account is not None else defaults.max_messages
