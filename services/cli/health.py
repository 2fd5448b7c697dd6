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
    state, kind = account["receiving_state"], account["receiving_kind"]
    receiving = WORDS.get(state, str(state)) + (f" ({kind})" if kind else "")
    return receiving if sends_well(account) else f"{receiving}; sending is {account['sending_state']}"


def sends_well(account: Document) -> bool:
    """Whether sending is well, was not tried, or is not spoken of."""
    return account.get("sending_state") in (None, "ok")


def error_lines(accounts: Iterable[Document]) -> list[str]:
    """What ails each account that is not well, since when and until when, or why it cannot send."""
    lines = []
    for account in accounts:
        if account["receiving_state"] not in WELL:
            lines.append(f"{account['email_address']}: {standing_of(account)}")
        if not sends_well(account):
            reason = unlabelled(account["sending_reason"])
            lines.append(f"{account['email_address']}: sending is {account['sending_state']}: {reason}")
    return lines


def standing_of(account: Document) -> str:
    """Its state with since, reason and next try."""
    state, kind = account["receiving_state"], account["receiving_kind"]
    since, again = in_seconds(account["receiving_since"]), account["receiving_next_try_at"]
    what = f"{state} ({kind})" if kind else state
    return f"{what} since {since}: {account['receiving_reason']}" + (
        f"; next try at {in_seconds(again)}" if again else ""
    )


def unlabelled(message: str) -> str:
    """A service's message without the account that it begins with, where the account is named already."""
    return LABEL.sub("", message, count=1)
