"""Enhanced status codes and reply codes in what servers say (RFC 3463, RFC 5321 §4.2)."""

import re
from functools import lru_cache

_STATUS = re.compile(r"(?<![\d.v/-])([245]\.\d{1,2}\.\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.,:/\[-])([2-5]\d\d)(?=[ \-:,;.)\]]|$)(?!\.\d)")
_SAID = re.compile(r"(?<![\d.])([45][0-5]\d)[ -](?=[45]\.\d{1,2}\.\d{1,3})")
_CODE = re.compile(
    r"(?:^|error code|code:?|said:|returned:?|reply:?|response:?|error:?|<<<|smtp;)[\s(#:\"']{0,3}([2-5][0-5]\d)\b"
)
_VAGUE = re.compile(r"[245]\.0\.0|[45]\.4\.7")


def status_of(written: str, diagnostic: str) -> str | None:
    """The status code of a recipient: the Status field's, or one that the server said where that tells more."""
    field = _STATUS.search(written)
    said = _STATUS.findall(diagnostic)
    telling = next((code for code in said if not _VAGUE.fullmatch(code)), None)
    if field is not None and not (_VAGUE.fullmatch(field[1]) and telling):
        return field[1]
    return telling or (said[0] if said else None)


@lru_cache(maxsize=256)
def failure_in(text: str) -> str | None:
    """The first telling status code of class 4 or 5 in running text, where a version number may stand too.

    The same text is asked for every recipient that a report names.
    """
    said = [code for code in _STATUS.findall(text) if code[0] in "45"]
    return next((code for code in said if not _VAGUE.fullmatch(code)), next(iter(said), None))


def reply_code_of(diagnostic: str) -> str | None:
    """The reply code that a server gave: the one in front of an enhanced status, else the first that looks like one."""
    beside = _SAID.search(diagnostic)
    if beside is not None:
        return beside[1]
    named = _CODE.search(diagnostic.lower())
    return named[1] if named else None


def has_code(text: str) -> bool:
    """Whether a text has an error code of either kind."""
    return any(code[0] in "45" for code in _STATUS.findall(text)) or any(
        code[0] in "45" for code in _REPLY.findall(text)
    )
