"""What is shown, in a person's words. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["good", "busy", "warn", "bad", "quiet"]
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Pill:
    """A word with a colour; the word alone says it too."""

    text: str
    tone: Tone


HIDDEN_KINDS: dict[str, str] = {
    "preheader": "before all else, as newsletters put what a list of mail shows beside the subject",
    "text": "within the text",
    "characters": "in characters",
}
HIDINGS: dict[str, str] = {
    "display_none": "not displayed",
    "hidden_attribute": "not displayed",
    "visibility_hidden": "invisible by its style",
    "opacity": "wholly transparent",
    "no_size": "in a box without height or width",
    "off_screen": "placed outside of the window",
    "clipped": "cut away or shrunk to nothing",
    "mso_hide": "hidden in Outlook alone",
    "font_size": "in letters of no size",
    "transparent": "in a transparent colour",
    "same_colour": "in the colour of its background",
    "tag_characters": "of tags, which have no shape",
    "variation_selectors": "that select variants and carry bytes",
    "zero_width": "without width",
}
REMOVED = Pill("removed", "quiet")
LETTERS: dict[str, Pill] = {
    "waits": Pill("waits", "warn"),
    "put_back": Pill("put back", "good"),
    "discarded": Pill("discarded", "quiet"),
}
OUTCOMES: dict[str, Pill] = {
    "fired": Pill("fired", "good"),
    "withheld": Pill("withheld", "warn"),
    "not_matched": Pill("not matched", "quiet"),
    "inactive": Pill("off", "quiet"),
    "unknown": Pill("unknown", "quiet"),
}
SENDS: dict[str, Pill] = {
    "waiting": Pill("waiting", "busy"),
    "sending": Pill("sending", "busy"),
    "deferred": Pill("deferred", "warn"),
    "sent": Pill("sent", "good"),
    "failed": Pill("failed", "bad"),
    "bounced": Pill("bounced", "bad"),
    "in_doubt": Pill("in doubt", "warn"),
    "suppressed": Pill("suppressed", "quiet"),
    "rejected": Pill("rejected", "bad"),
    "cancelled": Pill("cancelled", "quiet"),
    "expired": Pill("expired", "warn"),
}
"""The ledger's states."""
SEND_MEANINGS: dict[str, str] = {
    "waiting": "Goes out as soon as the server takes it.",
    "sending": "Is on the wire now.",
    "sent": "The server has taken it.",
    "failed": "The server refused it for good, or the tries are used up.",
    "in_doubt": "It was handed over and no answer was seen: it may have arrived. A person decides.",
    "suppressed": "Not sent on purpose: the reason says which check held it back.",
    "rejected": "The request could not be sent at all.",
    "cancelled": "Somebody stopped it while it waited.",
    "expired": "Its time was over while it waited.",
}
THREADS: dict[str, Pill] = {
    "open": Pill("open", "good"),
    "closed": Pill("closed", "quiet"),
    "archived": Pill("archived", "quiet"),
}
STATUS_BUTTONS: dict[str, str] = {"open": "Reopen", "closed": "Close", "archived": "Archive"}
PLACEMENTS: dict[str, str] = {
    "first": "It begins this thread: it names no message that is known.",
    "in_reply_to": "It says which message it answers (In-Reply-To).",
    "references": "It names earlier messages of this thread (References).",
    "late_parent": "Messages that were here before name it: it came later than its answers.",
    "joined": "It names messages of threads that were apart, and joins them.",
    "same_message_id": "It has the Message-ID of a message of this thread: another copy of it, as servers make them.",
}
RECEIVING: dict[str, Pill] = {
    "ok": Pill("healthy", "good"),
    "slow": Pill("slow", "warn"),
    "waiting": Pill("waiting", "warn"),
    "failing": Pill("failing", "bad"),
    "paused": Pill("paused", "quiet"),
    "backpressure": Pill("backpressure", "warn"),
    "unknown": Pill("not polled yet", "busy"),
}
CAUSES: dict[str, str] = {
    "auth": "The server refuses the login: check user name and password.",
    "network": "The server cannot be reached: check its name and port, and whether it is up.",
    "tls": "No secure connection comes about: check the certificate and the TLS setting.",
    "quota": "The server asks to be left alone for a while, or the mailbox is full.",
    "protocol": "The server answers in a way that cannot be understood.",
}


def pill(kinds: dict[str, Pill], state: str) -> Pill:
    """The pill of a state; of one that is newer than this page the word itself."""
    return kinds.get(state, Pill(state.replace("_", " "), "quiet"))


def receiving(state: str | None) -> Pill:
    """How an account does, in one or two words; None for one that receives nothing."""
    return pill(RECEIVING, state) if state is not None else Pill("sends only", "quiet")


def placement(reason: str) -> str:
    """Why a message is in its thread."""
    return PLACEMENTS.get(reason, reason.replace("_", " "))


def cause(kind: str | None) -> str:
    """What a person can do about an account that fails."""
    return CAUSES.get(kind or "", "")


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago, or in how long, in the largest unit that fits."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    if abs(seconds) < 1.5:
        return "now"
    return f"{lasting(seconds)} ago" if seconds > 0 else f"in {lasting(-seconds)}"


def lasting(seconds: float) -> str:
    """A length of time in its largest unit."""
    for length, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def reply(code: int | None, enhanced_status: str | None, text: str) -> str:
    """What a server said, once: its text mostly begins with the code."""
    begin = f"{code or ''} {enhanced_status or ''}".split()
    said = text.split()
    for part in reversed(begin):
        if part not in said[:2]:
            said.insert(0, part)
    return " ".join(said)


def size(count: int | None) -> str:
    """Bytes as people write them."""
    if count is None:
        return "unknown size"
    amount = float(count)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def instant(at: datetime | None) -> str:
    """Date and time to the second, in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""


def after_fetch(action: str, folder: str, days: int) -> str:
    """What is done on the server with a message once it is stored."""
    done = {
        "seen": "it is marked as seen on the server",
        "flag": "it is flagged on the server",
        "move": f"it is moved to {folder} on the server",
        "delete": "it is deleted on the server",
    }.get(action)
    if done is None:
        return "it is left on the server as it is"
    return f"{done}, {_days(days)} later" if days else f"{done}, at once"


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"
