"""What kind of failure it is, what it makes of the account's health, and the one line for people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.oauth.answer import Refusal
from shared.quoting import quoted
from shared.walk import Trouble

LONGEST_QUOTE = 160
FAILURES_UNTIL_FAILING = 3
_QUOTA = re.compile(
    r"OVERQUOTA|\[LIMIT\]|TOO MANY|\bRATE\b|THROTTL|LOGIN-DELAY|MAXIMUM (?:NUMBER|CONNECTION)"
    r"|CONNECTIONS? (?:LIMIT|EXCEEDED)|SIMULTANEOUS|CONCURRENT|BANDWIDTH",
    re.IGNORECASE,
)
_WAIT = re.compile(r"\[(?:UNAVAILABLE|INUSE|IN-USE|SYS/TEMP)\]|TRY AGAIN|BACK-?OFF|TEMPORAR|BUSY", re.IGNORECASE)
_HOW_LONG = re.compile(r"BACK-?OFF TIME:? *(\d{1,9}) *(MILLISECONDS|MS|SECONDS|S)\b", re.IGNORECASE)
_NO_SUCH_FOLDER = re.compile(
    r"\[NONEXISTENT\]|NO SUCH|(?:DOES(?:N'T| NOT)|NOT) EXIST|(?:UNKNOWN|INVALID) (?:MAILBOX|FOLDER)|NOT FOUND",
    re.IGNORECASE,
)
_NOT_PERMITTED = re.compile(r"\[NOPERM\]|PERMISSION|ACCESS DENIED|NOT ALLOWED|UNSAFE LOGIN", re.IGNORECASE)
LONGEST_ASKED_WAIT_S = 3600.0
NOT_SHOWN_WAIT_S = 15.0
"""Between two looks for what is counted and not listed; all mail behind it waits too."""
IS_BUSY = re.compile(r"\[(UNAVAILABLE|SERVERBUG|INUSE|IN-USE|SYS/TEMP|SYS/PERM|CONTACTADMIN)\]", re.IGNORECASE)


class FailureKind(StrEnum):
    """What has to be repaired."""

    AUTH = "auth"
    NETWORK = "network"
    TLS = "tls"
    PROTOCOL = "protocol"
    QUOTA = "quota"


class HealthState(StrEnum):
    """An account's health (STYLE: Words)."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Failure:
    """`happened` and `next_step` are written for people and hold no secret.

    `wait_s`: how long the server asked to be left alone; 0 when it did not say. `said`: its own words, if it spoke.
    `is_silence`: it did not. `is_no_folder`: it says that there is no folder of that name.
    """

    kind: FailureKind
    happened: str
    next_step: str
    wait_s: float = 0.0
    said: str = ""
    is_silence: bool = False
    is_no_folder: bool = False

    def line(self, account: str) -> str:
        """One line: who, what happened, what to do next."""
        return f"{account}: {self.happened}: {self.next_step}"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """An account's health after a poll; `reason` is the line for people."""

    state: HealthState
    kind: FailureKind | None = None
    reason: str = ""


def health_after(failure: Failure, failures_in_a_row: int) -> HealthState:
    """What only a person can repair is failing at once; what may pass is degraded until the third time."""
    needs_a_person = failure.kind in (FailureKind.AUTH, FailureKind.TLS)
    return (
        HealthState.FAILING if needs_a_person or failures_in_a_row >= FAILURES_UNTIL_FAILING else HealthState.DEGRADED
    )


def quote(said: str | bytes, secret: str = "") -> str:
    """What a server said, as one short printable line without the secret."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return quoted(text, (secret,), LONGEST_QUOTE)


def refused_login(server: str, username: str, said: str) -> Failure:
    """A login that was answered with no: response codes of RFC 5530, RFC 2449 §8 and RFC 3206 tell busy from wrong."""
    happened = f"{server} refused the login of {username} ({said})"
    if _QUOTA.search(said):
        return Failure(FailureKind.QUOTA, happened, "it limits logins; Mailweave waits and tries again", said=said)
    if IS_BUSY.search(said):
        return Failure(FailureKind.NETWORK, happened, "the server is busy; Mailweave waits and tries again", said=said)
    return Failure(FailureKind.AUTH, happened, "correct incoming_username or the incoming password", said=said)


def refused_token(server: str, username: str, said: str) -> Failure:
    """The same of a login by an access token: the token is good where it comes from, or there would be none."""
    failure = refused_login(server, username, said)
    if failure.kind is not FailureKind.AUTH:
        return failure
    next_step = "log in again (`mailweave accounts authorize`), or let this login open the mailbox, at the provider"
    return replace(failure, happened=f"{server} refused the access token for {username} ({said})", next_step=next_step)


def login_disabled(server: str) -> Failure:
    """No password is taken on this connection, and none was sent."""
    happened = f"{server} takes no password on this connection (LOGINDISABLED); none was sent"
    return Failure(
        FailureKind.AUTH,
        happened,
        "set incoming_tls to implicit or starttls, or auth=oauth2 where the provider wants it",
    )


def no_token_taken(server: str, offered: str) -> Failure:
    """A server that no access token can be shown to."""
    happened = f"{server} offers neither XOAUTH2 nor OAUTHBEARER (it offers {offered or 'nothing'})"
    return Failure(FailureKind.AUTH, happened, "check incoming_server, or set auth=password with a password")


def no_token(refusal: Refusal) -> Failure:
    """The token server gave none."""
    kind = FailureKind(refusal.cause)
    return Failure(kind, refusal.happened, refusal.next_step, refusal.wait_s, refusal.said)


def no_secret(trouble: Trouble) -> Failure:
    """The password could not be read where the account says that it lies."""
    return Failure(FailureKind(trouble.cause), trouble.happened, trouble.next_step, said=trouble.said)


def refused_reference(failure: Failure, reference: str) -> Failure:
    """A refused login by a password that lies elsewhere."""
    next_step = f"correct incoming_username or what {reference} holds, which is then tried within a minute"
    return replace(failure, next_step=next_step)


def unreachable(server: str, why: str) -> Failure:
    """No connection came about, or it broke."""
    return Failure(
        FailureKind.NETWORK,
        f"{server} cannot be reached ({why})",
        "check incoming_server and incoming_port, and the network",
    )


def silent(server: str, timeout_s: float) -> Failure:
    """No answer in time."""
    happened = f"{server} did not answer within {timeout_s:g} s"
    next_step = "check incoming_server and incoming_port, and the network"
    return Failure(FailureKind.NETWORK, happened, next_step, is_silence=True)


def hung_up(server: str, why: str) -> Failure:
    """The server ended the connection; `why` is what it said (BYE), or what the network said."""
    happened = f"{server} closed the connection ({why})"
    kind = FailureKind.QUOTA if _QUOTA.search(why) else FailureKind.NETWORK
    next_step = "Mailweave connects again by itself; see the server's log if it goes on"
    return Failure(kind, happened, next_step, said=why if why.startswith("BYE") else "")


def wrong_language(server: str, protocol: str, said: str) -> Failure:
    """Something else listens there."""
    happened = f"{server} does not speak {protocol} (it said: {said})"
    return Failure(FailureKind.PROTOCOL, happened, "check incoming_protocol and incoming_port", said=said)


def broken_answer(server: str, what: str) -> Failure:
    """An answer that breaks the protocol."""
    happened = f"{server} broke the protocol ({what})"
    return Failure(
        FailureKind.PROTOCOL, happened, "Mailweave tries again by itself; tell the server's operator if it goes on"
    )


def no_folder(server: str, folder: str, said: str) -> Failure:
    """A folder that cannot be opened; only where the server says so the name is to blame."""
    happened = f"{server} does not open the folder {folder} ({said})"
    is_no_folder = bool(_NO_SUCH_FOLDER.search(said))
    if is_no_folder:
        next_step = "correct `folders`"
    elif _NOT_PERMITTED.search(said):
        next_step = "let this login read the folder, at the provider"
    else:
        next_step = "Mailweave tries again by itself; ask the provider if it goes on"
    return Failure(FailureKind.PROTOCOL, happened, next_step, said=said, is_no_folder=is_no_folder)


def not_listed(server: str, folder: str, said: str, there: Sequence[str]) -> Failure:
    """A folder that the server neither lists nor knows; `there` are some that it has."""
    happened = f"{server} has no folder {folder} ({said})"
    known = f": it has {quote(', '.join(there))}" if there else ""
    return Failure(FailureKind.PROTOCOL, happened, f"correct `folders`{known}", said=said)


def unread(server: str, folder: str, said: str) -> Failure:
    """No message can be read although there are some."""
    happened = f"{server} gives no message of {folder} ({said})"
    return Failure(FailureKind.PROTOCOL, happened, "let this login read the folder, at the provider", said=said)


def asked_to_wait(server: str, command: str, said: str) -> Failure | None:
    """What an answer says about time (RFC 5530 §3, Exchange's words), which makes it no refusal; None when nothing."""
    if not (_QUOTA.search(said) or _WAIT.search(said)):
        return None
    happened = f"{server} asks to wait with {command} ({said})"
    return Failure(FailureKind.QUOTA, happened, "Mailweave waits and tries again", _asked_wait_s(said), said)


def _asked_wait_s(said: str) -> float:
    found = _HOW_LONG.search(said)
    if found is None:
        return 0.0
    seconds = int(found[1]) / (1000 if found[2].upper().startswith("M") else 1)
    return min(seconds, LONGEST_ASKED_WAIT_S)


def not_shown(server: str, folder: str, uid: int, said: str) -> Failure:
    """A message that the server counts and does not list yet."""
    happened = f"{server} does not list UID {uid} of {folder} yet ({said})"
    next_step = "Mailweave looks again, then goes on with the mail behind it and asks for it later"
    return Failure(FailureKind.PROTOCOL, happened, next_step, NOT_SHOWN_WAIT_S)


def copy_refused(server: str, folder: str, uid: int, said: str, times: int) -> Failure:
    """A copy that the server did not give this time."""
    happened = f"{server} did not give UID {uid} of {folder}, attempt {times} ({said})"
    next_step = "Mailweave tries again, then goes on and asks for it later"
    return Failure(FailureKind.PROTOCOL, happened, next_step, said=said)
