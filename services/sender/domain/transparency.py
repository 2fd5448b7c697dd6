"""What SMTP carries between DATA and the final dot (RFC 5321 §2.3.8, §4.5.2)."""

CRLF = b"\r\n"


def as_data(raw: bytes) -> bytes:
    """Lines that end in CRLF, the last one too, and a dot more before each that begins with one.

    What was composed here has only such lines, which is seen faster than they are made.
    """
    ends = raw.count(CRLF)
    if raw.count(b"\n") != ends or raw.count(b"\r") != ends:
        raw = raw.replace(CRLF, b"\n").replace(b"\r", b"\n").replace(b"\n", CRLF)
    if not raw.endswith(CRLF):
        raw += CRLF
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
