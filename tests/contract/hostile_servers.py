"""What hostile mail servers answer, and the one line that is said about each."""

from tests.fakes.mail_server import FOR_EVER, HANG_UP, SILENCE, Answer

NETWORK = "check incoming_server and incoming_port, and the network"
PROTOCOL = "check incoming_protocol and incoming_port"
AGAIN = "Mailweave connects again by itself; see the server's log if it goes on"
BROKEN = "Mailweave tries again by itself; tell the server's operator if it goes on"
BAD_LOGIN = "correct incoming_username or the incoming password"
TLS_PORT = "check incoming_port (993 for IMAP, 995 for POP3), or set incoming_tls=starttls"
SILENT = f"SERVER did not answer within 0.5 s: {NETWORK}"
ON_AND_ON = FOR_EVER + b"* OK on and on\r\n"
BYE = b"* BYE [UNAVAILABLE] going down\r\n"
MEGABYTE = b"* 1 FETCH (UID 1 BODY[] {1048576}\r\n" + b"x" * 1048576 + b")\r\n"
MANY = b"".join(b"* %d FETCH (UID %d RFC822.SIZE 5)\r\n" % (n, n) for n in range(1, 25_000))

IMAP: dict[str, tuple[dict[str, Answer], str]] = {
    "an SMTP server": (
        {"greeting": b"220 mx.example.org ESMTP\r\n"},
        f"SERVER does not speak IMAP (it said: 220 mx.example.org ESMTP): {PROTOCOL}",
    ),
    "an HTTP server": (
        {"greeting": b"HTTP/1.1 400 Bad Request\r\n" + HANG_UP},
        f"SERVER does not speak IMAP (it said: HTTP/1.1 400 Bad Request): {PROTOCOL}",
    ),
    "a greeting of garbage": (
        {"greeting": b"\x00\xff\x16\x03\r\n"},
        f"SERVER does not speak IMAP (it said: �): {PROTOCOL}",
    ),
    "never a greeting": ({"greeting": SILENCE}, SILENT),
    "hangs up at once": ({"greeting": HANG_UP}, f"SERVER closed the connection (without a word): {AGAIN}"),
    "BYE as greeting": (
        {"greeting": b"* BYE Too many connections\r\n"},
        f"SERVER closed the connection (BYE Too many connections): {AGAIN}",
    ),
    "no capabilities": (
        {"CAPABILITY": b"<tag> OK done\r\n"},
        f"SERVER broke the protocol (an answer out of turn): {BROKEN}",
    ),
    "silence at login": ({"LOGIN": SILENCE}, SILENT),
    "the password repeated": (
        {"LOGIN": b'<tag> NO [AUTHENTICATIONFAILED] se"c\\ret is wrong\r\n'},
        f"SERVER refused the login of a@b.example ([AUTHENTICATIONFAILED] *** is wrong): {BAD_LOGIN}",
    ),
    "another tag at login": (
        {"LOGIN": b"OTHER1 OK hello\r\n"},
        f"SERVER broke the protocol (an answer that cannot be understood (Abort)): {BROKEN}",
    ),
    "BYE instead of an answer": (
        {"EXAMINE": b"* BYE [UNAVAILABLE] going down\r\n" + HANG_UP},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "BYE in the middle of an answer": (
        {"UID FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* BYE [UNAVAILABLE] going down\r\n" + HANG_UP},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "no such folder": (
        {"EXAMINE": b"<tag> NO [NONEXISTENT] none\r\n"},
        "SERVER does not open the folder INBOX ([NONEXISTENT] none): correct `folders`",
    ),
    "drops in the middle of a literal": (
        {"UID FETCH": b"* 1 FETCH (UID 1 BODY[] {100}\r\nhalf" + HANG_UP},
        f"SERVER closed the connection (without a word): {AGAIN}",
    ),
    "silence in the middle of a literal": ({"UID FETCH": b"* 1 FETCH (UID 1 BODY[] {100}\r\nhalf" + SILENCE}, SILENT),
    "a literal without end": (
        {"UID FETCH": b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"},
        f"SERVER broke the protocol (a literal of 99999999999 bytes): {BROKEN}",
    ),
    "a line without end": (
        {"UID FETCH": b"* 1 FETCH (" + b"x" * (5 * 1024 * 1024)},
        f"SERVER broke the protocol (a line of over 4194304 bytes): {BROKEN}",
    ),
    "lines without end": (
        {"UID FETCH": MANY},
        f"SERVER broke the protocol (an answer of over 20000 lines): {BROKEN}",
    ),
    "a greeting without end": (
        {"greeting": b"* OK " + FOR_EVER + b"x" * 998},
        f"SERVER broke the protocol (a line of over 4194304 bytes): {BROKEN}",
    ),
    "lines without end behind the greeting": (
        {"greeting": b"* OK ready\r\n" + ON_AND_ON},
        f"SERVER broke the protocol (an answer of over 250000 lines): {BROKEN}",
    ),
    "empty lines without end": (
        {"greeting": b"* OK ready\r\n" + FOR_EVER + b"\r\n"},
        f"SERVER broke the protocol (an answer of over 250000 lines): {BROKEN}",
    ),
    "questions without end": (
        {"LOGIN": FOR_EVER + b"+ and?\r\n"},
        f"SERVER broke the protocol (an answer of over 20000 lines): {BROKEN}",
    ),
    "lines without end at EXAMINE": (
        {"EXAMINE": ON_AND_ON},
        f"SERVER broke the protocol (an answer of over 20000 lines): {BROKEN}",
    ),
    "numbers without end": (
        {"UID SEARCH": FOR_EVER + b"* SEARCH" + b" 1" * 400_000 + b"\r\n"},
        f"SERVER broke the protocol (an answer of over 16777216 bytes): {BROKEN}",
    ),
    "bodies without end": (
        {"UID FETCH": FOR_EVER + MEGABYTE},
        f"SERVER broke the protocol (an answer of over 69271552 bytes): {BROKEN}",
    ),
    "BYE instead of capabilities": (
        {"CAPABILITY": BYE},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "BYE instead of a login": (
        {"LOGIN": BYE},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "BYE behind the login": (
        {"LOGIN": b"<tag> OK in\r\n" + BYE},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "BYE instead of a search": (
        {"UID SEARCH": BYE},
        f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}",
    ),
    "another tag at CAPABILITY": (
        {"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nOTHER1 OK hello\r\n"},
        f"SERVER broke the protocol (an answer that cannot be understood (Abort)): {BROKEN}",
    ),
    "another tag at EXAMINE": (
        {"EXAMINE": b"OTHER1 OK hello\r\n"},
        f"SERVER broke the protocol (an answer that cannot be understood (Abort)): {BROKEN}",
    ),
    "another tag at SEARCH": (
        {"UID SEARCH": b"* SEARCH 1\r\nOTHER1 NO hello\r\n"},
        f"SERVER broke the protocol (an answer that cannot be understood (Abort)): {BROKEN}",
    ),
    "another tag at FETCH": (
        {"UID FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\nOTHER1 OK done\r\n"},
        f"SERVER broke the protocol (an answer that cannot be understood (Abort)): {BROKEN}",
    ),
    "no tag that it was given": (
        {"EXAMINE": b"a?b OK hello\r\n"},
        SILENT,
    ),
    "a literal that is said to be longer than it is": (
        {
            "UID FETCH": (
                b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n<tag> OK\r\n",
                b"* 1 FETCH (UID 1 BODY[] {500}\r\nhello)\r\n<tag> OK\r\n",
            )
        },
        SILENT,
    ),
    "a refused listing": (
        {"UID FETCH": b"<tag> BAD no\r\n"},
        f"SERVER broke the protocol (UID FETCH was answered: no): {BROKEN}",
    ),
}
POP3: dict[str, tuple[dict[str, Answer], str]] = {
    "an IMAP server": (
        {"greeting": b"* OK IMAP4 ready\r\n"},
        f"SERVER does not speak POP3 (it said: * OK IMAP4 ready): {PROTOCOL}",
    ),
    "hangs up at once": (
        {"greeting": HANG_UP},
        f"SERVER closed the connection (without a word): {AGAIN}",
    ),
    "never a greeting": ({"greeting": SILENCE}, SILENT),
    "silence at login": ({"PASS": SILENCE}, SILENT),
    "the password repeated": (
        {"PASS": b'-ERR [AUTH] se"c\\ret is wrong\r\n'},
        f"SERVER refused the login of a@b.example ([AUTH] *** is wrong): {BAD_LOGIN}",
    ),
    "no UIDL": (
        {"UIDL": b"-ERR unknown\r\n"},
        f"SERVER broke the protocol (no UIDL: unknown): {BROKEN}",
    ),
    "a listing of nonsense": (
        {"UIDL": b"+OK\r\nnonsense\r\n.\r\n"},
        f"SERVER broke the protocol (a listing without numbers): {BROKEN}",
    ),
    "drops in the middle of a message": (
        {"RETR": b"+OK\r\nhalf" + HANG_UP},
        f"SERVER closed the connection (without a word): {AGAIN}",
    ),
    "silence in the middle of a message": ({"RETR": b"+OK\r\nhalf\r\n" + SILENCE}, SILENT),
    "a message without end": (
        {"RETR": b"+OK\r\n" + b"x" * 998 * 200},
        f"SERVER broke the protocol (an answer without end): {BROKEN}",
    ),
    "a greeting without end": (
        {"greeting": b"+OK " + FOR_EVER + b"x" * 998},
        f"SERVER does not speak POP3 (it said: line too long): {PROTOCOL}",
    ),
    "an answer to PASS without end": (
        {"PASS": b"+OK " + FOR_EVER + b"x" * 998},
        f"SERVER broke the protocol (an answer without end): {BROKEN}",
    ),
    "UIDLs without end": (
        {"UIDL": b"+OK\r\n" + FOR_EVER + b"1 a\r\n"},
        f"SERVER broke the protocol (an answer of over 500000 lines): {BROKEN}",
    ),
    "a UIDL of ten megabytes": (
        {"UIDL": b"+OK\r\n1 " + b"x" * 10_000_000 + b"\r\n.\r\n"},
        f"SERVER broke the protocol (an answer without end): {BROKEN}",
    ),
    "sizes without end": (
        {"LIST": b"+OK\r\n" + FOR_EVER + b"1 5\r\n"},
        f"SERVER broke the protocol (an answer of over 500000 lines): {BROKEN}",
    ),
    "empty lines of a message without end": (
        {"RETR": b"+OK\r\n" + FOR_EVER + b"\r\n"},
        f"SERVER broke the protocol (an answer without end): {BROKEN}",
    ),
    "neither +OK nor -ERR": (
        {"USER": b"what?\r\n"},
        f"SERVER broke the protocol (it said: what?): {BROKEN}",
    ),
}
