"""File names of attachments (RFC 2183 §2.3: never a path; RFC 2231; RFC 2047 though it is forbidden there)."""

import re

from services.parser.domain.fields.encoded_words import field_text, with_words_decoded
from services.parser.domain.fields.header import read_header
from services.parser.domain.text import first_bytes, one_line

MAX_FILENAME_BYTES = 255
MAX_WRITTEN_CHARS = 4096
_PATH = re.compile(r"[/\\]")
_INVISIBLE = re.compile("[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def safe_filename(text: str) -> str:
    """The last component of the name without control and direction characters; empty when nothing is left."""
    written = one_line(with_words_decoded(text[:MAX_WRITTEN_CHARS]), MAX_WRITTEN_CHARS)
    name = _INVISIBLE.sub("", written).replace("\\", "/").rpartition("/")[2].strip()
    if name in {".", ".."}:
        return ""
    return _shortened(name)


def name_of_message(content: bytes) -> str:
    """What an attached message without a file name is called: its subject, as a file; empty without a subject."""
    subject = field_text((read_header(content).first("subject") or b"")[:MAX_WRITTEN_CHARS])
    name = safe_filename(_PATH.sub("-", subject))
    return _shortened(f"{name}.eml") if name else ""


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_FILENAME_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 20:
        return first_bytes(name, MAX_FILENAME_BYTES)
    return first_bytes(stem, MAX_FILENAME_BYTES - len((dot + suffix).encode())) + dot + suffix
