"""Where the signature begins in what somebody wrote."""

from collections.abc import Sequence

from services.parser.domain.reply.marks import (
    MAX_CLOSING_CHARS,
    RULES,
    has_contact,
    is_closing,
    is_footer,
    is_list_address,
    is_rule,
    is_sent_from,
)

DELIMITERS = frozenset({"--", "—", "- --", "––", "-----BEGIN PGP SIGNATURE-----"})
MOST_AFTER_DELIMITER = 40
MOST_AFTER_RULE = 12
MOST_AFTER_CLOSING = 12
MOST_AFTER_SENT_FROM = 3
MAX_NAME_CHARS = 100


def signature_start(lines: Sequence[str], begin: int, end: int) -> int | None:
    """The place from which on `lines[begin:end]`, one section of what was written, is signature. Lines are stripped."""
    places: list[int] = []
    for place in range(end - 1, begin - 1, -1):
        if lines[place]:
            places.append(place)
            if len(places) > MOST_AFTER_DELIMITER:
                break
    return _start(lines, places[::-1])


def _start(lines: Sequence[str], places: Sequence[int]) -> int | None:
    found = _after_delimiter(lines, places)
    end = len(places) if found is None else found
    if end and is_list_address(lines[places[end - 1]]):
        end = found = end - 1
    above = _above_delimiter(lines, places[max(0, end - MOST_AFTER_CLOSING - 1) : end])
    if above is not None:
        return above
    return None if found is None else places[found]


def _after_delimiter(lines: Sequence[str], places: Sequence[int]) -> int | None:
    """Which of `places` is the line `-- `, or a rule over few lines or over what a list adds."""
    least = len(places) - MOST_AFTER_RULE - 1
    for index in [index for index, place in enumerate(places) if lines[place][0] in RULES]:
        line = lines[places[index]]
        if line in DELIMITERS or (index >= least and is_rule(line) and _is_over_footer(lines, places, index)):
            return index
    return None


def _is_over_footer(lines: Sequence[str], places: Sequence[int], index: int) -> bool:
    """A rule right under a line makes a heading of it; one over a list's words needs no blank line."""
    below = [lines[place] for place in places[index + 1 :]]
    if any(map(is_footer, below)):
        return True
    is_apart = index > 0 and places[index - 1] < places[index] - 1
    is_framed = any(map(is_rule, below))
    return is_apart and not is_framed and not any("|" in line for line in below[:2])


def _above_delimiter(lines: Sequence[str], places: Sequence[int]) -> int | None:
    """`Sent from …` in the last lines, or the names and numbers under a closing."""
    found: int | None = None
    for index in range(len(places) - 1, -1, -1):
        line = lines[places[index]]
        if index >= len(places) - MOST_AFTER_SENT_FROM and is_sent_from(line):
            found = places[index]
        elif len(line) <= MAX_CLOSING_CHARS and index < len(places) - 1 and is_closing(line):
            below = [lines[place] for place in places[index + 1 :]]
            is_block = all(len(each) <= MAX_NAME_CHARS for each in below) and any(map(has_contact, below))
            return places[index + 1] if is_block else found
    return found
