"""From what a server said to one word: a receiver's own meanings, telling words, status codes, other words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.parser.domain.reports.reasons.codes import REPLIES, STATUSES, SUBJECTS, TRANSIENT, VAGUE
from services.parser.domain.reports.reasons.faults import FAULTS
from services.parser.domain.reports.reasons.refusals import REFUSALS
from services.parser.domain.reports.reasons.row import first_match
from services.parser.domain.reports.reasons.servers import RECEIVERS
from services.parser.domain.reports.reasons.telling import TELLING
from services.parser.domain.reports.report import DELAYED, DELIVERED
from services.parser.domain.reports.statuses import reply_code_of
from shared.events import Reason

MAX_TEXT_CHARS = 2000
_ARRIVED = frozenset({DELIVERED, "relayed", "expanded"})
_SENT_LINE = re.compile(r"^\s*>>>.*$", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>@,;:]{1,64}@[^\s<>@,;:]{1,255}")
_CONTINUED = re.compile(r"\b[245]\d\d-(?:[245]\.\d{1,2}\.\d{1,3})?")
_HOST = re.compile(r"\bhost (?=\S{0,255}[.\[])\S{1,255}")
_SPACE = re.compile(r"\s+")
_COMMANDS = (
    (
        "DATA",
        re.compile(
            r"end of (?:the )?data|end of message|for text command|after data|to data|>>> ?data|sending data"
            r"|data command"
        ),
    ),
    ("RCPT", re.compile(r"\brcpt\b")),
    ("MAIL", re.compile(r"mail from command|to mail from|after mail from|>>> ?mail from|sender was rejected")),
    ("EHLO", re.compile(r"to (?:ehlo|helo) command|after (?:ehlo|helo)|>>> ?(?:ehlo|helo)|name was rejected")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """All that is known of one failure. `text` is what the server or the mail system said."""

    text: str
    status: str | None = None
    action: str | None = None
    remote_mta: str = ""
    diagnostic_type: str = ""


@lru_cache(maxsize=256)
def reason_of(said: Said) -> Reason:
    """The first that says something; `onhold` for words that nobody here understands, `undefined` for none.

    The same is often said of many recipients of one report.
    """
    if said.action in _ARRIVED or (said.status or "").startswith("2."):
        return Reason.DELIVERED
    written = said.text[:MAX_TEXT_CHARS]
    text, command = _plain(written), command_of(written)
    found = (
        _of_receiver(f"{said.remote_mta.lower()} {written.lower()}", text, said.status, command)
        or first_match(TELLING, text, said.status, command)
        or _of_status(said.status, is_vague=False)
        or first_match((*REFUSALS, *FAULTS), text, said.status, command)
        or _of_status(said.status, is_vague=True)
    )
    return found or _of_the_rest(said, text, command)


def command_of(text: str) -> str:
    """The SMTP command that was refused, as far as the text tells."""
    low = text.lower()
    return next((name for name, pattern in _COMMANDS if pattern.search(low)), "")


def _of_receiver(where: str, text: str, status: str | None, command: str) -> Reason | None:
    for receiver in RECEIVERS:
        if receiver.known_by.search(where):
            return first_match(receiver.rows, text, status, command)
    return None


def _of_status(status: str | None, *, is_vague: bool) -> Reason | None:
    if status is None:
        return None
    kind, _, code = status.partition(".")
    if (code in VAGUE) is not is_vague:
        return None
    found = TRANSIENT.get(code) if kind == "4" else None
    return found or STATUSES.get(code)


def _of_the_rest(said: Said, text: str, command: str) -> Reason:
    subject = (said.status or "0.0.0").split(".")[1]
    if subject in SUBJECTS:
        return SUBJECTS[subject]
    if said.diagnostic_type in {"x-unix", "x-postfix"}:
        return Reason.MAILERERROR
    reply = reply_code_of(text) or ""
    if reply in REPLIES:
        return REPLIES[reply]
    if said.action == DELAYED:
        return Reason.EXPIRED
    if command in {"EHLO", "MAIL"}:
        return Reason.BLOCKED if command == "EHLO" else Reason.REJECTED
    return Reason.ONHOLD if text else Reason.UNDEFINED


def _plain(text: str) -> str:
    """In small letters, with single blanks, without what was sent, addresses and the host that spoke."""
    text = _SENT_LINE.sub(" ", text).lower()
    text = _HOST.sub(" ", _CONTINUED.sub(" ", _ADDRESS.sub("@", text)))
    return _SPACE.sub(" ", text).strip()
