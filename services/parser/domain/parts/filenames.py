"""File names of attachments (RFC 2183 §2.3: never a path; RFC 2231; RFC 2047 though it is forbidden there)."""

import re
from collections.abc import Mapping

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


def name_of_part(content_type: str, disposition: Mapping[str, str], declared: Mapping[str, str]) -> str:
    """The file name by the parameters of Content-Disposition and Content-Type; one may have taken the other's word."""
    written = (disposition.get("filename"), declared.get("name"), disposition.get("name"), declared.get("filename"))
    name = next(filter(None, (safe_filename(each) for each in written if each)), "")
    return name or (name_of_fragment(declared) if content_type == "message/partial" else "")


def name_of_message(content: bytes) -> str:
    """What an attached message without a file name is called: its subject, as a file; empty without a subject."""
    return name_of_subject(field_text((read_header(content).first("subject") or b"")[:MAX_WRITTEN_CHARS]))


def name_of_subject(subject: str) -> str:
    """A subject as a file's name; empty without one."""
    name = safe_filename(_PATH.sub("-", subject))
    return _shortened(f"{name}.eml") if name else ""


def name_of_fragment(parameters: Mapping[str, str]) -> str:
    """What one of the pieces of a message is called (message/partial, RFC 2046 §5.2.2)."""
    number, total, of = (parameters.get(name, "") for name in ("number", "total", "id"))
    place = f"{number or 'unknown'} of {total}" if total else number or "unknown"
    return safe_filename(_PATH.sub("-", f"part {place} of message {of}.eml" if of else f"part {place}.eml"))


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_FILENAME_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 20:
        return first_bytes(name, MAX_FILENAME_BYTES)
    return first_bytes(stem, MAX_FILENAME_BYTES - len((dot + suffix).encode())) + dot + suffix
