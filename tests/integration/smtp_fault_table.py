"""The SMTP faults and what the ledger and the server must hold afterwards (RFC 5321; DESIGN §3, §9).

connect, EHLO, STARTTLS, AUTH: no mail transaction was begun, so no mail is refused by it: the account waits and no
attempt is counted, whatever the reply was (§3.1). A 5yz to EHLO ends nothing: an old server does not know it, HELO
follows (§3.2).

MAIL, RCPT, DATA: a reply speaks for the mail (§4.2.1): 4yz is tried again until the retries are used up, 5yz is final.
421 (§3.8) and a limit speak for the session: the account waits, and the attempt counts only where `on_wire` was
committed already, which is before DATA. A connection that ends or falls silent is no reply: tried again until the send
is too old. Nothing of the message is out before 354, so none of these is in doubt.

Final dot: a reply settles it, 4yz and 421 mean that the server has not taken it (§4.2.5); only a limit, which it names,
uses up no try. Without a reply the server may have it (RFC 1047): in doubt. A request is held, an automatic reply
dropped, a forward repeated with the same Message-ID until the retries are used up; each repetition may be another copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from shared.events import SendKind
from tests.fakes.smtp_server import Script

POINTS = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", ".")


class SmtpFault(StrEnum):
    """What the server does."""

    TRANSIENT = "4yz"
    PERMANENT = "5yz"
    CLOSING = "421"
    LIMIT = "limit"
    DROP = "drop"
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class Expected:
    """The ledger's state of the send, the attempts made, and how often the server has the message and did the fault.

    Where attempts go on without limit, ENDLESS of them, and of the server's faults, are taken for proof.
    """

    state: str
    attempts: int
    copies: int
    strikes: int


ENDLESS = 3
SENT_FIRST = Expected("sent", 1, 1, 1)
SENT_SECOND = Expected("sent", 2, 1, 1)
SENT_TWICE = Expected("sent", 2, 2, 1)
REFUSED = Expected("failed", 1, 0, 1)
REFUSED_UNDER_BOTH_PATHS = Expected("failed", 1, 0, 2)
GIVEN_UP = Expected("failed", 2, 0, 2)
IN_DOUBT = Expected("in_doubt", 1, 1, 1)
IN_DOUBT_TWICE = Expected("in_doubt", 2, 2, 2)
ACCOUNT_WAITS = Expected("waiting", 0, 0, ENDLESS)
TRIED_ON = Expected("waiting", ENDLESS, 0, ENDLESS)


class Case(NamedTuple):
    """One cell of the table."""

    point: str
    fault: SmtpFault
    kind: SendKind


Row = Mapping[str, Expected]


def row(every: Expected, others: Row | None = None) -> Row:
    """The same for every fault but those that are named."""
    named = others or {}
    return {fault: named.get(fault, every) for fault in SmtpFault}


ENDED: Row = {"4yz": GIVEN_UP, "5yz": REFUSED}
LOST: Row = {"drop": TRIED_ON, "stall": TRIED_ON}
ONCE: dict[str, Row] = {  # the first session fails, the next ones are well
    "connect": row(SENT_FIRST),
    "EHLO": row(SENT_FIRST),
    "STARTTLS": row(SENT_FIRST),
    "AUTH": row(SENT_FIRST),
    "MAIL": row(SENT_SECOND, {"5yz": REFUSED, "421": SENT_FIRST, "limit": SENT_FIRST}),
    "RCPT": row(SENT_SECOND, {"5yz": REFUSED, "421": SENT_FIRST, "limit": SENT_FIRST}),
    "DATA": row(SENT_SECOND, {"5yz": REFUSED}),
    ".": row(SENT_SECOND, {"5yz": REFUSED, "drop": IN_DOUBT, "stall": IN_DOUBT}),
}
ONCE_OTHERWISE = {  # RFC 3834 §3.3: the null reverse-path may be refused, then the account's address is offered
    Case("MAIL", SmtpFault.PERMANENT, SendKind.AUTO_REPLY): SENT_FIRST,
    Case("RCPT", SmtpFault.PERMANENT, SendKind.AUTO_REPLY): SENT_FIRST,
    Case(".", SmtpFault.DROP, SendKind.FORWARD): SENT_TWICE,
    Case(".", SmtpFault.STALL, SendKind.FORWARD): SENT_TWICE,
}
LASTING: dict[str, Row] = {  # every session fails; one retry is allowed
    "connect": row(ACCOUNT_WAITS),
    "EHLO": row(ACCOUNT_WAITS, {"5yz": SENT_FIRST}),
    "STARTTLS": row(ACCOUNT_WAITS),
    "AUTH": row(ACCOUNT_WAITS),
    "MAIL": row(ACCOUNT_WAITS, {**ENDED, **LOST}),
    "RCPT": row(ACCOUNT_WAITS, {**ENDED, **LOST}),
    "DATA": row(TRIED_ON, {**ENDED}),
    ".": row(TRIED_ON, {**ENDED, "421": GIVEN_UP, "drop": IN_DOUBT, "stall": IN_DOUBT}),
}
LASTING_OTHERWISE = {
    Case("MAIL", SmtpFault.PERMANENT, SendKind.AUTO_REPLY): REFUSED_UNDER_BOTH_PATHS,
    Case("RCPT", SmtpFault.PERMANENT, SendKind.AUTO_REPLY): REFUSED_UNDER_BOTH_PATHS,
    Case(".", SmtpFault.DROP, SendKind.FORWARD): IN_DOUBT_TWICE,
    Case(".", SmtpFault.STALL, SendKind.FORWARD): IN_DOUBT_TWICE,
}
RETRIES_WHILE_LASTING = 1
_REFUSALS = {
    SmtpFault.TRANSIENT: "451 4.3.0 later",
    SmtpFault.PERMANENT: "554 5.7.1 never",
    SmtpFault.CLOSING: "421 4.3.2 closing",
    SmtpFault.LIMIT: "432 4.3.2 concurrent connections limit exceeded",
}
_WELL = {
    "greeting": "220 fake.example ESMTP",
    "EHLO": "250 fake.example",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    ".": "250 2.0.0 queued",
}


def script(well: Script, fault: SmtpFault, point: str, *, is_lasting: bool) -> Script:
    """The server with this fault at this point, in all sessions or in the first one only."""
    where = _where(point)
    sessions = 1_000_000 if is_lasting else 1
    if fault is SmtpFault.DROP:
        return replace(well, hangs_up_at=where, sessions_with_fault=sessions)
    if fault is SmtpFault.STALL:
        return replace(well, silent_at=where, sessions_with_fault=sessions)
    refusal = _REFUSALS[fault]
    return replace(well, replies={where: refusal if is_lasting else f"{refusal}|{_WELL[where]}"})


def strike(fault: SmtpFault, point: str) -> tuple[str, str]:
    """The name under which the server counts this fault at this point."""
    what = {SmtpFault.DROP: "hung up", SmtpFault.STALL: "silent"}.get(fault) or _REFUSALS[fault][:3]
    return _where(point), what


def _where(point: str) -> str:
    return "greeting" if point == "connect" else point
