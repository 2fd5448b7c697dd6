"""Ways in which IMAP servers differ and a client must not notice (RFC 9051 §2.2, §7)."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.receiving.imap_answer import Body, Form, ImapAnswer, Line

Change = Callable[[ImapAnswer, Random], ImapAnswer]
_QUOTED = re.compile(rb'("[^"]*")')


def letter_case(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    seed = rng.random()

    def spell(text: bytes) -> bytes:
        how = Random(f"{seed}{text!r}").choice((bytes.lower, bytes.upper, bytes.title, bytes.swapcase))
        return b"".join(part if part.startswith(b'"') else how(part) for part in _QUOTED.split(text))

    return replace(answer, spellings=(*answer.spellings, spell))


def blanks(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """Two blanks instead of one, before the response and between its items, never within a text."""
    wide = b" " * rng.randint(2, 3)

    def spell(text: bytes) -> bytes:
        if text == b" " or text.rstrip().isalnum():
            return text.replace(b" ", wide)
        return re.sub(rb"^ (\d+) |^ ", lambda found: wide + (found[1] + wide if found[1] else b""), text)

    return replace(answer, spellings=(*answer.spellings, spell))


def order_of_lines(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    if not answer.is_tagged:  # something stands behind the end already
        return answer
    lines = list(answer.untagged)
    rng.shuffle(lines)
    return answer.with_untagged(lines)


def order_of_items(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return each_fetch(answer, lambda line: replace(line, items=tuple(rng.sample(line.items, len(line.items)))))


def twice(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    lines = [line for line in answer.untagged for _ in range(1 + (line.is_fetch and rng.random() < 0.5))]
    return answer.with_untagged(lines)


def search_in_pieces(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """Several SEARCH lines, in any order, numbers twice; none at all where nothing was found."""
    others = [line for line in answer.untagged if not is_search(line)]
    numbers = [word for line in answer.untagged if is_search(line) for word in line.head.split()[1:]]
    numbers = rng.sample(numbers, len(numbers)) + numbers[: rng.randint(0, 1)]
    cut = rng.randint(0, len(numbers))
    lines = [Line(b" ".join([b"SEARCH", *part])) for part in (numbers[:cut], numbers[cut:]) if part]
    return answer.with_untagged([*lines, *others])


_UNASKED = (
    *(b"OK still here", b"0 RECENT", b"FLAGS ()", b"CAPABILITY IMAP4rev1 IDLE ID", b"OK [ALERT] quota", b"NO slow"),
    *(b"OK [HIGHESTMODSEQ 7] x", b"VANISHED (EARLIER) 900:901", b"LIST () NIL INBOX", b"ENABLED QRESYNC"),
)


def unasked(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """Lines that any client must be ready for (RFC 9051 §7)."""
    extra = [Line(rng.choice(_UNASKED)) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.3:
        extra.append(Line(b"1 FETCH", items=((b"FLAGS", rb"(\Seen)"),)))
    lines = list(answer.untagged)
    for line in extra:
        lines.insert(rng.randint(0, len(lines)), line)
    return answer.with_untagged(lines)


def strings(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    def other(body: Body) -> Body:
        return replace(body, form=Form.QUOTED if body.can_be_quoted and rng.random() < 0.7 else Form.LITERAL8)

    return each_body(answer, other)


def without(name: bytes) -> Change:
    def change(answer: ImapAnswer, rng: Random) -> ImapAnswer:
        return each_fetch(
            answer, lambda line: replace(line, items=tuple(item for item in line.items if item[0] != name))
        )

    return change


def without_uidnext(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return answer.with_untagged([line for line in answer.untagged if b"UIDNEXT" not in line.head])


def ending(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    texts = (b"OK", b"OK ", b"OK [READ-ONLY]", b"OK [CAPABILITY IMAP4rev1] yes", b"OK \xe4\xf6 * 3 EXISTS", b"OK )")
    return replace(answer, lines=(*answer.untagged, *(replace(line, head=rng.choice(texts)) for line in answer.last)))


def is_search(line: Line) -> bool:
    """Whether it holds a search's numbers."""
    return line.head.startswith(b"SEARCH")


def each_fetch(answer: ImapAnswer, change: Callable[[Line], Line]) -> ImapAnswer:
    return answer.with_untagged([change(line) if line.is_fetch else line for line in answer.untagged])


def each_body(answer: ImapAnswer, change: Callable[[Body], Body]) -> ImapAnswer:
    def other(line: Line) -> Line:
        return replace(line, items=tuple((n, change(v) if isinstance(v, Body) else v) for n, v in line.items))

    return each_fetch(answer, other)
