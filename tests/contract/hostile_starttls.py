"""What servers answer on the way from plain text to TLS, and the one line that is said about each."""

from services.poller.domain.tls_failures import IMPLICIT_INSTEAD
from tests.contract.hostile_servers import AGAIN, BROKEN, PROTOCOL, SILENT
from tests.fakes.mail_server import HANG_UP, PAUSE, SILENCE, Answer

OFFERED = b"* CAPABILITY IMAP4rev1 STARTTLS\r\n<tag> OK done\r\n"
GO_ON = b"<tag> OK begin TLS now\r\n"
INJECTED = "it was not used, and no password was sent"
BROKEN_STARTTLS = "tell its operator: the server is broken, or somebody changes what it says; set incoming_tls=implicit"
BUSY = "the server is busy; Mailweave waits and tries again"
PREAUTH = "SERVER greets as logged in already (PREAUTH), so STARTTLS is not possible; nothing was read"
NO_TLS = f"SERVER speaks no TLS after its OK to STARTTLS (wrong version number): {IMPLICIT_INSTEAD}"
HUNG_UP = f"SERVER closed the connection (in the TLS handshake): {AGAIN}"

IMAP: dict[str, tuple[dict[str, Answer], str]] = {
    "not offered": ({}, f"SERVER does not offer STARTTLS; no password was sent: {IMPLICIT_INSTEAD}"),
    "the offer in another word": (
        {"CAPABILITY": b"* CAPABILITY IMAP4rev1 XSTARTTLS\r\n* OK STARTTLS\r\n<tag> OK done\r\n"},
        f"SERVER does not offer STARTTLS; no password was sent: {IMPLICIT_INSTEAD}",
    ),
    "no capabilities": (
        {"CAPABILITY": b"<tag> BAD what?\r\n"},
        f"SERVER does not offer STARTTLS; no password was sent: {IMPLICIT_INSTEAD}",
    ),
    "refused": (
        {"CAPABILITY": OFFERED, "STARTTLS": b"<tag> BAD not today\r\n"},
        f"SERVER refuses STARTTLS (BAD not today); no password was sent: {IMPLICIT_INSTEAD}",
    ),
    "refused for now": (
        {"CAPABILITY": OFFERED, "STARTTLS": b"<tag> NO [UNAVAILABLE] later\r\n"},
        f"SERVER refuses STARTTLS (NO [UNAVAILABLE] later); no password was sent: {BUSY}",
    ),
    "logged in already": (
        {"greeting": b"* PREAUTH welcome, whoever you are\r\n"},
        f"{PREAUTH}: {IMPLICIT_INSTEAD}",
    ),
    "injected plain text": (
        {"CAPABILITY": OFFERED, "STARTTLS": GO_ON + b"* PREAUTH x\r\nX1 OK y\r\n"},
        f"SERVER sent plain text after its OK to STARTTLS (* PREAUTH x X1 OK y); {INJECTED}: {BROKEN_STARTTLS}",
    ),
    "injected half a line": (
        {"CAPABILITY": OFFERED, "STARTTLS": GO_ON + b"*"},
        f"SERVER sent plain text after its OK to STARTTLS (*); {INJECTED}: {BROKEN_STARTTLS}",
    ),
    "plain text where the handshake belongs": (
        {"CAPABILITY": OFFERED, "STARTTLS": GO_ON + PAUSE + b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + SILENCE},
        NO_TLS,
    ),
    "silence in the handshake": ({"CAPABILITY": OFFERED, "STARTTLS": GO_ON + SILENCE}, SILENT),
    "hangs up in the handshake": ({"CAPABILITY": OFFERED, "STARTTLS": GO_ON + PAUSE + HANG_UP}, HUNG_UP),
    "never a greeting": ({"greeting": SILENCE}, SILENT),
    "hangs up at once": ({"greeting": HANG_UP}, f"SERVER closed the connection (without a word): {AGAIN}"),
    "another server": (
        {"greeting": b"220 mx.example.org ESMTP\r\n"},
        f"SERVER does not speak IMAP (it said: 220 mx.example.org ESMTP): {PROTOCOL}",
    ),
    "silence at CAPABILITY": ({"CAPABILITY": SILENCE}, SILENT),
    "silence at STARTTLS": ({"CAPABILITY": OFFERED, "STARTTLS": SILENCE}, SILENT),
    "a goodbye instead": (
        {"CAPABILITY": OFFERED, "STARTTLS": b"* BYE going down\r\n"},
        f"SERVER closed the connection (BYE going down): {AGAIN}",
    ),
    "another tag": (
        {"CAPABILITY": OFFERED, "STARTTLS": b"X7 OK begin\r\n"},
        f"SERVER broke the protocol (it said: X7 OK begin): {BROKEN}",
    ),
    "lines without end": (
        {"CAPABILITY": b"* OK still here\r\n" * 5000},
        f"SERVER broke the protocol (over 65536 bytes before TLS): {BROKEN}",
    ),
    "a line without end": (
        {"greeting": b"* OK " + b"x" * 100_000},
        f"SERVER broke the protocol (over 65536 bytes before TLS): {BROKEN}",
    ),
    "one line after the other, slowly": (
        {"CAPABILITY": (b"* OK still here\r\n" + PAUSE) * 100},
        SILENT.replace("0.5 s", "3 s"),
    ),
}
CAPA = b"+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n"
POP3: dict[str, tuple[dict[str, Answer], str]] = {
    "not offered": ({}, f"SERVER does not offer STLS; no password was sent: {IMPLICIT_INSTEAD}"),
    "no CAPA": ({"CAPA": b"-ERR what?\r\n"}, f"SERVER does not offer STLS; no password was sent: {IMPLICIT_INSTEAD}"),
    "refused": (
        {"CAPA": CAPA, "STLS": b"-ERR not today\r\n"},
        f"SERVER refuses STLS (-ERR not today); no password was sent: {IMPLICIT_INSTEAD}",
    ),
    "injected plain text": (
        {"CAPA": CAPA, "STLS": b"+OK go\r\n+OK welcome\r\n"},
        f"SERVER sent plain text after its OK to STARTTLS (+OK welcome); {INJECTED}: {BROKEN_STARTTLS}",
    ),
    "plain text where the handshake belongs": ({"CAPA": CAPA, "STLS": b"+OK go\r\n" + PAUSE + b"+OK x\r\n"}, NO_TLS),
    "silence in the handshake": ({"CAPA": CAPA, "STLS": b"+OK go\r\n" + SILENCE}, SILENT),
    "hangs up in the handshake": ({"CAPA": CAPA, "STLS": b"+OK go\r\n" + PAUSE + HANG_UP}, HUNG_UP),
    "never a greeting": ({"greeting": SILENCE}, SILENT),
    "another server": (
        {"greeting": b"* OK IMAP4 ready\r\n"},
        f"SERVER does not speak POP3 (it said: * OK IMAP4 ready): {PROTOCOL}",
    ),
    "a list without end": (
        {"CAPA": b"+OK\r\n" + b"X-MORE\r\n" * 10_000},
        f"SERVER broke the protocol (over 65536 bytes before TLS): {BROKEN}",
    ),
    "neither +OK nor -ERR": (
        {"CAPA": CAPA, "STLS": b"what?\r\n"},
        f"SERVER refuses STLS (what?); no password was sent: {IMPLICIT_INSTEAD}",
    ),
}
