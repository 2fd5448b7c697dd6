"""Running text in every charset of the corpus: invented words, used as unevenly as real ones (Zipf)."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

WORDS = 6_000
LINES = 3_000
LINE_LENGTH = 55
_LATIN = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru"
_SYLLABLES = {
    "us-ascii": _LATIN,
    "utf-8": f"{_LATIN} sch ö ü ä é ß ñ ç",
    "iso-8859-1": f"{_LATIN} é è ê ç à ù",
    "windows-1252": f"{_LATIN} ö ü ä ß",
    "iso-8859-15": f"{_LATIN} ñ á í ó ú œ",
    "iso-8859-2": f"{_LATIN} ł ś ż ą ę č ř",
    "windows-1251": "ба ве ги до ку ла мо на пе ра сти то ус фи хо це чу ша",
    "koi8-r": "ба ве ги до ку ла мо на пе ра сти то ус фи хо це чу ша",
    "shift_jis": "か き さ し た ち な に は ひ ま み や ら り 日 本 語 会 社 店 品 カ タ",
    "iso-2022-jp": "か き さ し た ち な に は ひ ま み や ら り 日 本 語 会 社 店 品",
    "gb18030": "我 们 的 公 司 订 单 产 品 质 量 服 务 您 好 谢 请 问 什 么 时 候 到",
    "euc-kr": "가 나 다 라 마 바 사 아 자 한 국 말 주 문 배 송 감 사 합 니",
}


class Text:
    """A store of lines in one charset, of about 60 characters each."""

    def __init__(self, charset: str) -> None:
        rng = random.Random(charset)
        words = list(_words(rng, _SYLLABLES[charset].split()))
        weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        drawn = _drawn(rng, words, weights)
        self.lines = [_line(drawn) for _ in range(LINES)]
        self.encoded = [line.encode(charset) for line in self.lines]
        self.line_bytes = sum(map(len, self.encoded)) / LINES

    def some(self, rng: random.Random, size_bytes: int) -> bytes:
        """Lines with LF ends, at least one, until they are about this long."""
        at = rng.randrange(LINES)
        taken, length = [self.encoded[at]], len(self.encoded[at])
        while length < size_bytes:
            at = (at + 1) % LINES
            taken.append(self.encoded[at])
            length += len(taken[-1]) + 1
        return b"\n".join(taken) + b"\n"

    def phrase(self, rng: random.Random) -> str:
        """A few words, for a subject."""
        return " ".join(rng.choice(self.lines).split()[: rng.randint(2, 6)])


@cache
def text(charset: str) -> Text:
    """The store of this charset, made once a process."""
    return Text(charset)


def _words(rng: random.Random, syllables: list[str]) -> Iterator[str]:
    for rank in range(WORDS):
        length = 1 + min(4, rank.bit_length() // 3)
        yield "".join(rng.choices(syllables, k=length))


def _drawn(rng: random.Random, words: list[str], weights: list[float]) -> Iterator[str]:
    while True:
        yield from rng.choices(words, cum_weights=weights, k=1000)


def _line(words: Iterator[str]) -> str:
    line = next(words).capitalize()
    while len(line) < LINE_LENGTH:
        line = f"{line} {next(words)}"
    return f"{line}."
