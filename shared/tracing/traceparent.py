"""The header that carries a trace (W3C Trace Context): `00-<trace>-<span>-<flags>`, in small hexadecimal letters."""

import re
from collections.abc import Iterable

TRACEPARENT = "traceparent"
FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})", re.ASCII)


def traceparent_in(headers: Iterable[tuple[str, bytes | None]]) -> str | None:
    """The one in a record's headers; None where it is not valid, or there twice: whoever wrote it may be anybody."""
    found = [value or b"" for name, value in headers if name == TRACEPARENT]
    text = found[0].decode("ascii", errors="replace") if len(found) == 1 else ""
    return text if FORM.fullmatch(text) else None
