"""Stretches of words that stand in an earlier message, and which of them are quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.known_quotes.words import IN_A_ROW, EarlierText, Words, rows_of, weight_of

FEWEST_WORDS, LEAST_SHARE = 20, 0.75
"""So many are a quote, or so much of what the other one said: whole sentences of courtesy have a dozen words."""
MOST_DIFFERING = 5


@dataclass(frozen=True, slots=True)
class Run:
    """The words from `start` up to `end` are those of an earlier message from `there` up to `end_there`."""

    start: int
    end: int
    there: int
    end_there: int
    earlier: EarlierText


def runs_of(words: Words, earlier: Sequence[EarlierText]) -> list[Run]:
    """Every longest stretch that begins with so many words in a row of an earlier message."""
    rows = list(rows_of(words, IN_A_ROW))
    sought = set(rows)
    indexed = [(each, _places(each.words)) for each in earlier if not sought.isdisjoint(each.rows)]
    found, at = [], 0
    while at < len(rows) and indexed:
        run = _run(words, at, rows[at], indexed)
        at = run.end if run else at + 1
        if run:
            found.append(run)
    return found


def _places(words: Words) -> dict[Words, int]:
    """Where each so many words in a row stand first."""
    rows = list(rows_of(words, IN_A_ROW))
    return dict(zip(reversed(rows), range(len(rows) - 1, -1, -1), strict=True))


def _run(words: Words, start: int, row: Words, indexed: Sequence[tuple[EarlierText, dict[Words, int]]]) -> Run | None:
    for each, places in indexed:
        there = places.get(row)
        if there is not None:
            length = IN_A_ROW
            most = min(len(words) - start, len(each.words) - there)
            while length < most and words[start + length] == each.words[there + length]:
                length += 1
            return Run(start, start + length, there, there + length, each)
    return None


def gathered(runs: Sequence[Run]) -> list[list[Run]]:
    """Those together between which only some words differ, as where a link was written anew."""
    found: list[list[Run]] = []
    for run in runs:
        last = found[-1][-1] if found else None
        if last and last.earlier is run.earlier and _goes_on(last, run):
            found[-1].append(run)
        else:
            found.append([run])
    return found


def _goes_on(last: Run, run: Run) -> bool:
    return run.start - last.end <= MOST_DIFFERING and 0 <= run.there - last.end_there <= MOST_DIFFERING


def is_quote(runs: Sequence[Run], words: Words, writer: str, *, has_quote: bool) -> bool:
    """All that the other one said is; of what he wrote himself earlier nothing less. What begins both messages or ends
    both is a greeting or a signature, and so is what ends this one and was quoted in the other."""
    first, last, earlier = runs[0], runs[-1], runs[0].earlier
    if first.there == 0 and last.end_there >= earlier.own > 0:
        return True
    weight = sum(weight_of(words[run.start : run.end]) for run in runs)
    share = min(last.end_there, earlier.own) - first.there
    if earlier.writer == writer or (weight < FEWEST_WORDS and share < LEAST_SHARE * earlier.own):
        return False
    begins_both = first.start == 0 and first.there == 0
    is_end_there = last.end_there in {earlier.own, len(earlier.words)} or (first.there >= earlier.own and not has_quote)
    return not begins_both and not (last.end == len(words) and is_end_there)
