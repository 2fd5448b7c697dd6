"""Which servers a test of an account is about."""

from typing import Literal

from services.api.accounts.resources import Account

Tested = Literal["all", "incoming", "smtp"]


def tested_servers(account: Account) -> Tested:
    """All that it has."""
    if account.incoming_server and account.smtp_server:
        return "all"
    return "incoming" if account.incoming_server else "smtp"
