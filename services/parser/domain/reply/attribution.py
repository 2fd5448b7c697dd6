"""The lines over a quote that say who wrote it: `On …, … wrote:`, in one line or wrapped over some."""

import re
from collections.abc import Sequence

from services.parser.domain.reply.words.attributions import FIRST_WORDS, VERBS

MOST_LINES = 4
MAX_LINE_CHARS = 300
MAX_CHARS = 500
COLONS = (":", "：", ":-", "﹕")
_AROUND = " \t\u00a0\u200b\u200e\u200f\u202a\u202c\u2068\u2069*_~>|"
_NUMBERS = re.compile(r"\d+")
_TIME = re.compile(r"\d{1,2}\s?[:.h時时시]\s?\d{2}")
_BEGINS_WITH_DATE = re.compile(r"[\[(]?(?:\d{1,4}[\s.,/年년-]|\w{2,12}[.,]{0,2}\s+\d{1,4}\b|\w{2,12},\s+\w{3,12}\s+\d)")
_OF_A_PERSON = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>|mailto:|\(\S{1,200}@\S{1,200}\)|\"|\[\d")


def _is_apart(words: str) -> bool:
    """Whether a language writes them with blanks around them, as one word."""
    return " " not in words and not _UNSPACED.search(words)


_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]")
_BETWEEN = re.compile(r"[\s:：*_>\"«»,;]+")
_ALL_VERBS = [verb for verbs in VERBS.values() for verb in verbs]
_VERBS = frozenset(filter(_is_apart, _ALL_VERBS))
_VERB_PHRASES = tuple(verb for verb in _ALL_VERBS if not _is_apart(verb))
_ASCII_PHRASES = tuple(filter(str.isascii, _VERB_PHRASES))
_ALL_FIRST = [word for words in FIRST_WORDS.values() for word in words]
_FIRST = frozenset(filter(_is_apart, _ALL_FIRST))
_FIRST_PHRASES = tuple(word if _UNSPACED.search(word) else f"{word} " for word in _ALL_FIRST if not _is_apart(word))


def may_end(line: str) -> bool:
    """Whether a stripped line can be the last of an attribution: cheap, for every line."""
    return line.endswith(COLONS) or line.rstrip(_AROUND).endswith(COLONS)


def first_line(lines: Sequence[str], last: int, begin: int, *, is_quote_next: bool) -> int | None:
    """Where the attribution begins that ends at `last`, at `begin` the earliest; None where there is none.

    Where no marked quote follows it must name a person or a verb, and a date: all that follows is taken for the quote.
    """
    says = ""
    weak: int | None = None
    for place in range(last, max(begin, last - MOST_LINES + 1) - 1, -1):
        line = lines[place].strip(_AROUND)
        if not line or len(line) > MAX_LINE_CHARS or (place < last and lines[place][0] == ">"):
            break
        if place < last and line.endswith((":", "：", "!", "?")):
            break
        says = f"{line} {says}" if says else line
        if len(says) > MAX_CHARS or not _is_attribution(says, is_quote_next=is_quote_next):
            continue
        if begins(line):
            return place - 1 if place > begin and "@" in lines[place - 1] and not _has_first_word(line) else place
        if weak is None and not _goes_on(line):
            weak = place
    return weak


def begins(line: str) -> bool:
    """Whether a line begins as attributions do: with a word such as On, or a date."""
    return _has_first_word(line) or _BEGINS_WITH_DATE.match(line) is not None


def _has_first_word(line: str) -> bool:
    lower = line.lower()
    return _BETWEEN.split(lower, maxsplit=1)[0] in _FIRST or lower.startswith(_FIRST_PHRASES)


def _writes(says: str) -> bool:
    """Whether a verb of writing is in it."""
    lower = says.lower()
    if not _VERBS.isdisjoint(_BETWEEN.split(lower)):
        return True
    return any(phrase in lower for phrase in (_ASCII_PHRASES if lower.isascii() else _VERB_PHRASES))


def _goes_on(line: str) -> bool:
    """Whether something must stand before this line."""
    return line[0] in "<([" or line[0].islower() or _writes(line.partition(" ")[0])


def _is_attribution(says: str, *, is_quote_next: bool) -> bool:
    if not says.rstrip(_AROUND).endswith(COLONS):
        return False
    writes = _writes(says)
    if is_quote_next:
        return writes or "@" in says or _OF_A_PERSON.search(says) is not None
    is_dated = len(_NUMBERS.findall(says)) > 1
    has_address = "@" in says
    if writes:
        return has_address or (is_dated and (begins(says) or _TIME.search(says) is not None))
    return has_address and is_dated and _TIME.search(says) is not None
