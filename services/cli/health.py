"""How accounts are: in a word for their row of a table, in a sentence for below it."""

import re
from collections.abc import Iterable

from services.cli.rest import Document

NO_ACCOUNTS = "there are no accounts yet: `mailweave accounts add --help`"
LABEL = re.compile(r"^account \d+ \([^)]*\): ")


def health_of(account: Document) -> str:
    """In a word; then that of sending, unless sending is well or was not tried."""
    health = receiving_of(account)
    return health if sends_well(account) else f"{health}; sending is {account['sending_state']}"


def receiving_of(account: Document) -> str:
    """How its polls fare, in a word or three."""
    return {None: "not polled yet", True: "ok", False: "failing"}[account["is_healthy"]]


def sends_well(account: Document) -> bool:
    """Whether sending is well, was not tried, or is not spoken of."""
    return account.get("sending_state") in (None, "ok")


def error_lines(accounts: Iterable[Document]) -> list[str]:
    """What ails each account that is not well, or cannot send."""
    lines = []
    for account in accounts:
        if account["is_healthy"] is False:
            lines.append(f"{account['email_address']}: {unlabelled(account['last_error_message'])}")
        if not sends_well(account):
            reason = unlabelled(account["sending_reason"])
            lines.append(f"{account['email_address']}: sending is {account['sending_state']}: {reason}")
    return lines


def unlabelled(message: str) -> str:
    """A service's message without the account that it begins with, where the account is named already."""
    return LABEL.sub("", message, count=1)
