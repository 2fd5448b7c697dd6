"""In which language something was written, as a tag of BCP 47 (ISO 639-1 where there is one)."""

import re
import unicodedata

import pycld2

MOST_CHARS = 200
READ_CHARS = 500
LONGEST_WORD = 40
LEAST_LETTERS = 12
LEAST_LETTERS_OF_WORDLESS = 4
ENOUGH_TIMES_LEAST = 3
LEAST_SCORE = 350
"""A kilobyte; sentences have 560 and more, random syllables 220 at most."""
_WORDLESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAGS = {"iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro", "tl": "fil", "sh": "sr"}
"""What the library calls by codes that BCP 47 has replaced."""
_NOBODYS = frozenset({"un", "ia", "ie", "vo", "tlh", "zzp", "la"})
"""Languages that are found in names and in noise, and in no mail."""


def read_language(text: str) -> str | None:
    """The language of a text by its first 200 characters without addresses; None of too little text, or of several."""
    words = " ".join(_words(text[:READ_CHARS]))[:MOST_CHARS]
    least = LEAST_LETTERS if words.isascii() or not _WORDLESS.search(words) else LEAST_LETTERS_OF_WORDLESS
    letters = sum(map(str.isalpha, words))
    if letters < least:
        return None
    tag = _detected(words, least=least, letters=letters)
    return None if tag is None or tag in _NOBODYS else _TAGS.get(tag, tag)


def _detected(words: str, *, least: int, letters: int) -> str | None:
    """What is reliable; of a sentence also what is likely, for neighbours such as Russian and Bulgarian."""
    try:
        is_reliable, _, found = pycld2.detect(words, bestEffort=letters >= ENOUGH_TIMES_LEAST * least)
    except pycld2.error:  # it takes controls and characters that are none for broken UTF-8
        readable = "".join(map(_readable, words))
        return None if readable == words else _detected(readable, least=least, letters=letters)
    _, code, _, score = found[0]
    tag: str = code.partition("-")[0]
    return tag if is_reliable and score >= LEAST_SCORE and len(tag) in {2, 3} else None


def _words(text: str) -> list[str]:
    """Most texts have nothing but words, which is cheaper to ask of the whole."""
    words = text.split()
    may_have_others = "@" in text or "://" in text or "www." in text or max(map(len, words), default=0) > LONGEST_WORD
    return [word for word in words if not _is_no_word(word)] if may_have_others else words


def _is_no_word(word: str) -> bool:
    """Whether it is an address, or as long as only keys and coded text are."""
    return "@" in word or "://" in word or word.startswith("www.") or (len(word) > LONGEST_WORD and word.isascii())


def _readable(character: str) -> str:
    return " " if unicodedata.category(character)[0] == "C" else character
