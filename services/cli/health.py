"""How accounts are: in a word for their row of a table, in a sentence for below it."""

import re
from collections.abc import Iterable

from services.cli.rest import Document
from services.cli.terminal import in_seconds

NO_ACCOUNTS = "there are no accounts yet: `mailweave accounts add --help`"
LABEL = re.compile(r"^account \d+ \([^)]*\): ")


WELL = (None, "ok", "paused", "unknown")
WORDS = {None: "sends only", "unknown": "not polled yet"}


def state_of(account: Document) -> str:
    """In a word, with its kind; then that of sending, unless sending is well or was not tried."""
    receiving = receiving_of(account)
    return receiving if sends_well(account) else f"{receiving}; sending is {account['sending_state']}"


def receiving_of(account: Document) -> str:
    """The state of its receiving with its kind."""
    state, kind = account["receiving_state"], account["receiving_kind"]
    return WORDS.get(state, str(state)) + (f" ({kind})" if kind else "")


def sends_well(account: Document) -> bool:
    """Whether sending is well, was not tried, or is not spoken of."""
    return account.get("sending_state") in (None, "ok")


def receiving_lines(account: Document) -> list[str]:
    """The state of an account that is not well, with since, reason and next try."""
    if account["receiving_state"] in WELL:
        return []
    again = account["receiving_next_try_at"]
    what = f"{receiving_of(account)} since {in_seconds(account['receiving_since'])}: {account['receiving_reason']}"
    return [f"{account['email_address']}: {what}" + (f"; next try at {in_seconds(again)}" if again else "")]


def error_lines(accounts: Iterable[Document]) -> list[str]:
    """What ails each account that is not well, since when and until when, or why it cannot send."""
    lines = []
    for account in accounts:
        lines += receiving_lines(account)
        if not sends_well(account):
            reason = unlabelled(account["sending_reason"])
            lines.append(f"{account['email_address']}: sending is {account['sending_state']}: {reason}")
    return lines


def unlabelled(message: str) -> str:
    """A service's message without the account that it begins with, where the account is named already."""
    return LABEL.sub("", message, count=1)
