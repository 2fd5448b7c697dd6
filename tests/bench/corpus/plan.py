"""What each message of the corpus is to be, before a byte of it is written. Pure."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from math import exp, log
from statistics import NormalDist

MEDIAN_BYTES = 6 * 1024
P95_BYTES = 120 * 1024
MAX_BYTES = 8 * 1024 * 1024
WHOLE_CORPUS = 10_000
ATTACHMENTS, HTML, REPLIES, AUTOMATIC, REPORTS, MALFORMED = 0.15, 0.60, 0.45, 0.05, 0.03, 0.02
LEAST_THREAD, LONGEST_THREAD = 2, 40
ALWAYS_ATTACHED_BYTES = 300 * 1024
ANSWERED = 0.002
CHARSETS = {
    "utf-8": 45,
    "us-ascii": 15,
    "iso-8859-1": 8,
    "windows-1252": 8,
    "iso-8859-15": 3,
    "iso-8859-2": 3,
    "windows-1251": 3,
    "koi8-r": 3,
    "shift_jis": 3,
    "iso-2022-jp": 3,
    "gb18030": 3,
    "euc-kr": 3,
}
"""How many of a hundred messages are written in each."""


class Kind(StrEnum):
    """Who wrote it."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    REPORT = "report"


class Malformation(StrEnum):
    """What is wrong with a malformed message."""

    RAW_HEADER = "8-bit bytes in a header field"
    NO_DATE = "no Date"
    NO_COLON = "a header line without a colon"
    UNCLOSED = "a multipart that is never closed"
    BAD_BASE64 = "base64 with foreign characters"
    UNKNOWN_CHARSET = "a charset that does not exist"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to write; `ancestors` are the numbers of those it replies to, oldest first."""

    number: int
    size_bytes: int
    charset: str
    kind: Kind = Kind.PERSON
    thread: int = 0
    ancestors: tuple[int, ...] = ()
    has_html: bool = False
    has_attachment: bool = False
    is_to_be_answered: bool = False
    malformation: Malformation | None = None


def plan(seed: int, count: int) -> list[Letter]:
    """`count` letters in the order of their dates. Shares are exact, not drawn, so small corpora have them too."""
    rng = random.Random(f"plan {seed}")
    sizes, charsets = _sizes(count), _charsets(count)
    rng.shuffle(sizes)
    rng.shuffle(charsets)
    families = _families(rng, count)
    letters = [
        Letter(number, size, charsets[ancestors[0] if ancestors else number], thread=thread, ancestors=ancestors)
        for number, (size, (thread, ancestors)) in enumerate(zip(sizes, families, strict=True))
    ]
    return _with_parts(rng, _with_kinds(rng, letters))


def _sizes(count: int) -> list[int]:
    """The quantiles of the log-normal distribution; of a whole corpus the largest is the maximum."""
    sigma = log(P95_BYTES / MEDIAN_BYTES) / NormalDist().inv_cdf(0.95)
    normal = NormalDist(log(MEDIAN_BYTES), sigma)
    sizes = [min(MAX_BYTES, round(exp(normal.inv_cdf((i + 0.5) / count)))) for i in range(count)]
    return [*sizes[:-1], MAX_BYTES] if count >= WHOLE_CORPUS else sizes


def _charsets(count: int) -> list[str]:
    """At least one of each where there is room."""
    repeated = chain.from_iterable([name] * round(count * share / 100) for name, share in CHARSETS.items())
    return ([*CHARSETS, *repeated] + ["utf-8"] * count)[:count]


def _families(rng: random.Random, count: int) -> list[tuple[int, tuple[int, ...]]]:
    """Each letter's thread and ancestors, in the order of the letters; threads overlap in time."""
    sizes = _thread_sizes(rng, round(count * REPLIES))
    sizes += [1] * (count - sum(sizes))
    moments: list[tuple[float, int, int]] = []
    for thread, size in enumerate(sizes):
        at = rng.random()
        for place in range(size):
            moments.append((at, thread, place))
            at += rng.expovariate(50)
    moments.sort()
    lines: dict[int, list[tuple[int, ...]]] = {}
    families: list[tuple[int, tuple[int, ...]]] = []
    for number, (_, thread, place) in enumerate(moments):
        known = lines.setdefault(thread, [])
        ancestors = () if place == 0 else known[-1] if rng.random() < 0.7 else rng.choice(known)
        families.append((thread, ancestors))
        known.append((*ancestors, number))
    return families


def _thread_sizes(rng: random.Random, replies: int) -> list[int]:
    sizes: list[int] = []
    longest = min(LONGEST_THREAD, replies // 3)
    while replies > 0:
        wanted = longest if not sizes else LEAST_THREAD + int(rng.expovariate(1 / 3))
        sizes.append(max(LEAST_THREAD, min(wanted, LONGEST_THREAD, replies + 1)))
        replies -= sizes[-1] - 1
    return sizes


def _with_kinds(rng: random.Random, letters: list[Letter]) -> list[Letter]:
    """Automatic mail, reports, malformed mail: letters that stand alone, so that threads keep their shape."""
    count = len(letters)
    threads = {letter.thread for letter in letters if letter.ancestors}
    alone = [letter.number for letter in letters if letter.thread not in threads]
    rng.shuffle(alone)
    kinds = [Kind.AUTOMATIC] * round(count * AUTOMATIC) + [Kind.REPORT] * max(1, round(count * REPORTS))
    changed = list(letters)
    for kind in kinds:
        number = alone.pop()
        changed[number] = replace(letters[number], kind=kind)
    for index in range(max(1, round(count * MALFORMED))):
        number = alone.pop()
        changed[number] = replace(letters[number], malformation=list(Malformation)[index % len(Malformation)])
    for number in alone[: max(1, round(count * ANSWERED))]:
        changed[number] = replace(letters[number], is_to_be_answered=True)
    return changed


def _with_parts(rng: random.Random, letters: list[Letter]) -> list[Letter]:
    """HTML and attachments; the larger a message, the likelier it is large because of an attachment."""
    count = len(letters)
    able = [letter for letter in letters if letter.kind is not Kind.REPORT and letter.malformation is None]
    weights = {letter.number: _weight(rng, letter.size_bytes) for letter in able}
    attached = set(sorted(weights, key=lambda number: weights[number])[-round(count * ATTACHMENTS) :])
    html = {letter.number for letter in rng.sample(able, round(count * HTML))}
    return [
        replace(letter, has_html=letter.number in html, has_attachment=letter.number in attached) for letter in letters
    ]


def _weight(rng: random.Random, size_bytes: int) -> float:
    """The key of weighted sampling without replacement (Efraimidis and Spirakis)."""
    if size_bytes > ALWAYS_ATTACHED_BYTES:
        return 1 + rng.random()
    return float(rng.random() ** (MEDIAN_BYTES / size_bytes))
