"""Replies that speak about the session or the client, not about the message: too many, too fast, not now.

RFC 5321 §4.2.1 gives a 4yz reply to the command that it answers. What servers mean by it stands in the code, in the
enhanced status (RFC 3463 §3) and in the words, looked at in this order: a mailbox or greylisting, a limit, the session.
"""

import re
from collections.abc import Iterable

from services.sender.domain.reply import Command, Reply

SERVICE_CLOSING = 421
TOO_MANY_SESSIONS = 432
NO_TLS_OR_LOGIN_NOW = 454
LONGEST_ASKED_PAUSE_S = 3600.0

# On another session it would be the same; 4.1 and 4.2 are about addresses and mailboxes (RFC 3463 §3.2, §3.3).
_OF_THE_MESSAGE = re.compile(r"gr[ae]y-?list|relay|mailbox|^4\.[12]\.\d|^4\.5\.3\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"too (?:many(?! recipients$)|much|fast|frequent|busy)|\brates?\b|throttl|slow down|concurren|server busy"
    r"|(?:connection|session|thread|sending|hourly|daily)s? (?:limit|quota)|limit (?:on|of|for) (?:connection|session)"
    r"|(?:messages?|recipients?|connections?|mails?) (?:per|from)\b",
    re.IGNORECASE,
)
_OF_THE_SESSION = re.compile(r"^4\.(?:3\.2|4\.2|4\.5)\b")  # not accepting now, bad connection, congestion
_LATER = re.compile(r"\btry\b.*\blater\b|\blater\b.*\btry\b|\btry again\b", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:back-?off time|again|retry|come back|wait)[ :]*(?:in|after|for)?[ :]*(?:about |at least )?"
    r"(?:(\d{1,2}):(\d\d):(\d\d)|(\d{1,9}) *(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)\b)",
    re.IGNORECASE,
)


def is_about_session(reply: Reply) -> bool:
    """Whether another session, a slower pace or a later hour is what the server asks for.

    After the message was transmitted, 421 and "later" alone are a word about the message (§4.2.5): each repetition
    carries it once more, so it uses up the message's tries.
    """
    if not reply.is_transient:
        return False
    if reply.code == TOO_MANY_SESSIONS:
        return True
    if _OF_THE_MESSAGE.search(reply.text):
        return False
    if _LIMIT.search(reply.text):
        return True
    if reply.to is Command.MESSAGE:
        return False
    return (
        reply.code in (SERVICE_CLOSING, NO_TLS_OR_LOGIN_NOW)
        or _OF_THE_SESSION.match(reply.text) is not None
        or (reply.to is Command.MAIL and _LATER.search(reply.text) is not None)
    )


def session_refusal(replies: Iterable[Reply]) -> Reply | None:
    """The reply for which nothing of a transaction can go on: the session is closed, or all of them are about it."""
    known = list(replies)
    closing = next((reply for reply in known if reply.code == SERVICE_CLOSING and is_about_session(reply)), None)
    if closing is not None and not any(reply.is_permanent for reply in known):
        return closing
    return known[0] if known and all(map(is_about_session, known)) else None


def asked_pause_s(text: str) -> float:
    """How long the server asks to be left alone, in its own words, an hour at most; 0 when it does not say."""
    found = _ASKED.search(text)
    if found is None:
        return 0.0
    hours, minutes, seconds, number, unit = found.groups()
    if unit is None:
        asked_s = int(hours) * 3600.0 + int(minutes) * 60.0 + int(seconds)
    else:
        asked_s = int(number) * _seconds_of(unit.lower())
    return min(asked_s, LONGEST_ASKED_PAUSE_S)


def _seconds_of(unit: str) -> float:
    if unit == "ms" or unit.startswith("milli"):
        return 0.001
    return {"s": 1.0, "m": 60.0, "h": 3600.0}[unit[0]]
