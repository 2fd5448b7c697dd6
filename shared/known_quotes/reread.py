"""A message once more, with the earlier ones of its thread at hand: known, where marks and words only let one guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, takewhile
from operator import not_

from shared.known_quotes.lead_in import lead_in
from shared.known_quotes.runs import gathered, is_quote, runs_of
from shared.known_quotes.words import MOST_CHARS, EarlierText, Words, rows_of, words_of

UNDER_A_MARK = 4
"""So many words in a row are looked for where the parser takes them for quoted already."""
KNOWN_SHARE = 0.9
LEAD_IN_WORDS = 100
"""What may stand over a quote and in no message: `On … wrote:`, or a header with its recipients."""
_FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|vb|vs|pd|i|转发|轉寄|転送|전달)\s?[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Divided:
    """A message as the parser divided it; `writer` is an address."""

    writer: str
    subject: str
    reply_text: str
    quoted_text: str


@dataclass(frozen=True, slots=True)
class Reread:
    """Its new and quoted text; `is_known` where (nearly) all that it quotes stands in an earlier message."""

    reply_text: str
    quoted_text: str
    is_known: bool


def reread(message: Divided, earlier: Sequence[EarlierText]) -> Reread:
    """With the earlier messages at hand, the parent first: what nothing marks as a quote and yet is one moves to the
    quoted text, unless nothing would be left, or the message passes another one on."""
    text, quoted = message.reply_text, message.quoted_text
    end = len(text) if len(text) <= MOST_CHARS else max(0, text.rfind("\n", 0, MOST_CHARS))
    lines = text[:end].split("\n")
    is_forward = _FORWARD.match(message.subject)
    is_moved = [False] * len(lines) if is_forward else _standing_earlier(message.writer, lines, earlier)
    _take_lead_ins(lines, is_moved)
    new = "\n".join(compress(lines, map(not_, is_moved))) + text[end:]
    if True not in is_moved or not words_of(new):
        return Reread(text, quoted, _is_known(quoted, earlier))
    moved = "\n".join(compress(lines, is_moved)).strip("\n")
    is_known = not quoted or _is_known(quoted, earlier)
    return Reread(new.strip("\n"), f"{moved}\n\n{quoted}" if quoted else moved, is_known)


def _standing_earlier(writer: str, lines: Sequence[str], earlier: Sequence[EarlierText]) -> list[bool]:
    """Of each line whether it stands in an earlier message; a blank one goes with that before it."""
    by_line = [words_of(line) for line in lines]
    words = list(chain.from_iterable(by_line))
    begins = dict(zip(accumulate(map(len, by_line), initial=0), range(len(lines)), strict=False))
    is_taken = [False] * len(words)
    has_quote = False
    for runs in gathered(runs_of(words, earlier)):
        line = begins.get(runs[0].start)
        is_led = line is not None and lead_in(lines, line) < line
        if is_led or is_quote(runs, words, writer, has_quote=has_quote):
            has_quote = True
            for run in runs:
                is_taken[run.start : run.end] = [True] * (run.end - run.start)
    return _whole_lines(lines, by_line, is_taken)


def _whole_lines(lines: Sequence[str], by_line: Sequence[Words], is_taken: Sequence[bool]) -> list[bool]:
    found: list[bool] = []
    place = 0
    for line, words in zip(lines, by_line, strict=True):
        end = place + len(words)
        goes_on = not line.strip() and bool(found) and found[-1]
        found.append(all(is_taken[place:end]) if words else goes_on)
        place = end
    return found


def _take_lead_ins(lines: Sequence[str], is_moved: list[bool]) -> None:
    """Of a header, or of `On … wrote:`, over what was moved: that too."""
    for place in [each for each in range(1, len(lines)) if is_moved[each] and not is_moved[each - 1]]:
        first = lead_in(lines, place)
        is_moved[first:place] = [True] * (place - first)


def _is_known(quoted: str, earlier: Sequence[EarlierText]) -> bool:
    """Whether nearly all words, and not only three, stand in earlier messages, apart from what leads in."""
    words = words_of(quoted)
    rows = list(rows_of(words, UNDER_A_MARK))
    strange = set(rows)
    few = (1 - KNOWN_SHARE) * len(strange)
    for each in takewhile(lambda _: len(strange) > few, earlier):
        strange.difference_update(rows_of(each.words, UNDER_A_MARK))
    known = [False] * len(words)
    for place, row in enumerate(rows):
        if row not in strange:
            known[place : place + UNDER_A_MARK] = [True] * UNDER_A_MARK
    if True not in known:
        return False
    begin = known.index(True)
    return begin <= LEAD_IN_WORDS and sum(known[begin:]) >= KNOWN_SHARE * (len(known) - begin)
