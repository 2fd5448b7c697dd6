"""Texts as words in their order, so that quote marks, wrapping and white space do not matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

IN_A_ROW = 8
"""So many words together are looked for where nothing marks a quote: fewer stand in two messages by chance."""
MOST_CHARS = 65_536
_MARKS = re.compile(r"^[ \t]*(?:[A-Za-z]{0,4}[>＞]|\|)[ \t>＞|]*", re.MULTILINE)
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[a-z]+://[^\s<>\"')\]]+|[{_UNSPACED}]|[^\W{_UNSPACED}]+")
Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A message that may be quoted: its words, how many are its writer's own, and which stand so many in a row."""

    writer: str
    words: Words
    own: int
    rows: frozenset[Words]


def earlier_text(writer: str, own: str, rest: str) -> EarlierText:
    """Of what its writer says himself and what else its text has: what it quotes, the signature."""
    mine = words_of(own)
    words = [*mine, *words_of(rest[: MOST_CHARS - len(own[:MOST_CHARS])])]
    return EarlierText(writer, words, len(mine), frozenset(rows_of(words, IN_A_ROW)))


def words_of(text: str) -> list[str]:
    """Without quote marks, in small letters; of what is written without spaces every letter, and a link whole."""
    return _WORD.findall(_MARKS.sub("", text[:MOST_CHARS]).lower())


def rows_of(words: Words, length: int) -> Iterator[Words]:
    """Every so many words in a row."""
    return zip(*(islice(words, first, None) for first in range(length)), strict=False)


def weight_of(words: Words) -> float:
    """How many words; of what is written without spaces every letter is one here, and a third of one."""
    unspaced = sum(map(bool, map(_IS_UNSPACED.fullmatch, words)))
    return len(words) - unspaced * 2 / 3
