"""What providers are known to allow an account; who publishes nothing is not in here. Sources: docs/accounts.md."""

from dataclasses import dataclass

MEGABYTE = 1_000_000
IMPORT_SHARE = 0.8
"""Of what may be downloaded in a day imports leave the rest to live mail."""


@dataclass(frozen=True, slots=True)
class ProviderLimits:
    """Connections to the incoming server at the same time, and what may be downloaded by IMAP in a day; None: unknown.

    Both hold for one mailbox.
    """

    max_connections: int | None = None
    daily_download_mb: int | None = None

    def or_own(self, max_connections: int | None, daily_download_mb: int | None) -> "ProviderLimits":
        """The account's own values win."""
        return ProviderLimits(max_connections or self.max_connections, daily_download_mb or self.daily_download_mb)


NO_LIMITS = ProviderLimits()
GMAIL = ProviderLimits(max_connections=15, daily_download_mb=2500)
OF_HOST = {"imap.gmail.com": GMAIL, "imap.googlemail.com": GMAIL}


def provider_limits(host: str) -> ProviderLimits:
    """Those of the provider whose incoming server this is."""
    return OF_HOST.get(host.rstrip(".").lower(), NO_LIMITS)
