"""What a server said, fit to be shown: one short printable line, with no secret in it however it is spelt. Pure."""

import base64
import html
import re
import unicodedata
from collections.abc import Collection, Iterator
from urllib.parse import unquote

LONGEST_QUOTE = 200
HIDDEN = "***"
WITHHELD = "[its words repeat a secret]"
RECOGNISED_BY = 12
"""So many letters and digits of a secret in a row are taken for it; of a shorter one all."""
SHORTEST = 6
"""What has fewer in a spelling would be found in every other sentence: it is looked for as it is alone."""
_ESCAPE = re.compile(r"\\(?:u00|x)([0-9a-f]{2})", re.IGNORECASE)


def quoted(text: str, secrets: Collection[str] = (), longest: int = LONGEST_QUOTE) -> str:
    """The line. A secret is blotted out; where one stands in another spelling, or a part of it, no word is quoted."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    shown = line if len(line) <= longest else f"{line[:longest]}…"
    return WITHHELD if any(repeats(shown, secret) for secret in secrets) else shown


def repeats(text: str, secret: str) -> bool:
    """Whether the text holds the secret, or a recognisable part of it: in other case, with blanks or signs between, by
    percent, HTML's or backslash escapes, in base64 (also as a part of more) or in hexadecimal digits."""
    spellings = [spelling for spelling in _spellings(secret) if len(spelling) >= SHORTEST]
    return any(_has_part(read, spelling) for read in {*_readings(text)} for spelling in spellings)


def _has_part(text: str, secret: str) -> bool:
    size = min(RECOGNISED_BY, len(secret))
    return any(text[start : start + size] in secret for start in range(len(text) - size + 1))


def _readings(text: str) -> Iterator[str]:
    yield _bare(text)
    yield _bare(unquote(unquote(text)))
    yield _bare(html.unescape(text))
    yield _bare(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))


def _spellings(secret: str) -> Iterator[str]:
    content = secret.encode("utf-8", "replace")
    yield _bare(secret)
    yield content.hex()
    yield _bare(base64.b64encode(content).decode())
    for before in (1, 2):  # bytes of something else in the same group of three
        encoded = base64.b64encode(bytes(before) + content).decode().rstrip("=")
        is_shared = (before + len(content)) % 3 != 0
        yield _bare(encoded[before + 1 : -1 if is_shared else None])


def _bare(text: str) -> str:
    """Its letters and digits alone, of one case: base64's two alphabets are one, and no line break divides."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
