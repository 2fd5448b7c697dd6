"""In which language something was written, as a tag of BCP 47 (ISO 639-1 where there is one)."""

import re
import unicodedata

import pycld2

MOST_CHARS = 400
READ_CHARS = 2000
LEAST_LETTERS = 12
LEAST_LETTERS_OF_WORDLESS = 4
_ADDRESSES = re.compile(r"(?:https?://|www\.|mailto:)\S{1,2000}|[^\s@]{1,64}@[^\s@]{1,255}", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[\W\d_]+")
_WORDLESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAGS = {"iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro", "tl": "fil", "sh": "sr"}
"""What the library calls by codes that BCP 47 has replaced."""
_NOBODYS = frozenset({"un", "ia", "ie", "vo", "tlh", "zzp", "la"})
"""Languages that are found in names and in noise, and in no mail."""


def read_language(text: str) -> str | None:
    """The language of a text by its first 400 characters without addresses; None of too little text, or of several."""
    words = " ".join(_ADDRESSES.sub(" ", text[:READ_CHARS]).split())[:MOST_CHARS]
    letters = _NOT_WORDS.sub("", words)
    least = LEAST_LETTERS_OF_WORDLESS if _WORDLESS.search(letters) else LEAST_LETTERS
    if len(letters) < least:
        return None
    try:
        is_reliable, _, found = pycld2.detect(words)
    except pycld2.error:  # it takes controls and characters that are none for broken UTF-8
        is_reliable, _, found = pycld2.detect("".join(map(_readable, words)))
    tag: str = found[0][1].partition("-")[0]
    return _TAGS.get(tag, tag) if is_reliable and tag not in _NOBODYS and len(tag) in {2, 3} else None


def _readable(character: str) -> str:
    return " " if unicodedata.category(character)[0] == "C" else character
