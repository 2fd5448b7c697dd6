"""In which ways a POP3 server's answers go wrong."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.pieces import delivered, garbage, said_no
from tests.fuzz.receiving.pop3_answer import Pop3Answer
from tests.fuzz.strikes import Level, Mutation

Change = Callable[[Pop3Answer, Random], Pop3Answer]
LISTINGS = frozenset({"UIDL", "LIST"})
# Messages under one UIDL are told apart by their order alone, and so must not go either.
FORBIDDEN_PAIRS = (frozenset({"order", "names"}),)
UIDL, RETR = frozenset({"UIDL"}), frozenset({"RETR"})


def _texts(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, status=answer.status + rng.choice((b" ", b" 3 messages", b" \xe4 +OK", b" [LOGIN-DELAY 1]")))


def _order(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    lines = list(answer.lines or ())
    rng.shuffle(lines)
    return replace(answer, lines=tuple(lines))


def _blanks(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return _each_line(answer, lambda line: line.replace(b" ", b" " * rng.randint(1, 3)) + b" " * rng.randint(0, 2))


def _bare_line_ends(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, line_end=b"\n")


def _sizes(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    size = rng.choice((b"-1", b"0", b"7", b"50000"))
    return _each_line(answer, lambda line: line.split(b" ")[0] + b" " + size)


def _huge(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return _each_line(answer, lambda line: line.split(b" ")[0] + b" 99999999")


def _letter_case(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, spellings=(bytes.lower,))


def _missing_line(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    """Now and then: a message that is never listed has no name, which only the log says."""
    lines = list(answer.lines or ())
    if lines and rng.random() < 0.5:
        del lines[rng.randrange(len(lines))]
    return replace(answer, lines=tuple(lines))


def _nameless(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    how = rng.choice((b"", b" ", b" \xfc\x00", b" \x7f"))
    return _each_line(answer, lambda line: line.split(b" ")[0] + how if rng.random() < 0.5 else line)


def _same_name(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return _each_line(answer, lambda line: line.split(b" ")[0] + b" same")


def _extra_line(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    lines = list(answer.lines or ())
    lines.insert(rng.randint(0, len(lines)), rng.choice((garbage(rng), b"77 gone-77", b"0 zero", b"1 twice")))
    return replace(answer, lines=tuple(lines))


def _no_end(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, has_end=False) if answer.lines is not None else answer


def _refused(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, status=rng.choice((b"-ERR ", b"-err ", b"-ERR")) + said_no(rng), lines=None)


def _neither(answer: Pop3Answer, rng: Random) -> Pop3Answer:
    return replace(answer, status=garbage(rng))


def _each_line(answer: Pop3Answer, change: Callable[[bytes], bytes]) -> Pop3Answer:
    return replace(answer, lines=tuple(map(change, answer.lines or ())))


def _cut(how: str) -> Change:
    def change(answer: Pop3Answer, rng: Random) -> Pop3Answer:
        return replace(answer, deliver=delivered(how, rng))

    return change


H, X = Level.HARMLESS, Level.HURTING
POP3_MUTATIONS = {
    mutation.name: mutation
    for mutation in (
        Mutation("other texts", H, _texts),
        Mutation("order of lines", H, _order, LISTINGS, hides="order"),
        Mutation("more blanks", H, _blanks, LISTINGS),
        Mutation("bare line ends", H, _bare_line_ends),
        Mutation("sizes wrong", H, _sizes, frozenset({"LIST"})),
        Mutation("split packets", H, _cut("split")),
        Mutation("slow", H, _cut("slow")),
        Mutation("letter case", X, _letter_case),  # RFC 1939 §3: +OK and -ERR are in capitals
        Mutation("sizes huge", X, _huge, frozenset({"LIST"})),
        Mutation("a missing line", X, _missing_line, LISTINGS),
        Mutation("no UIDL", X, _nameless, UIDL),
        Mutation("one UIDL for all", X, _same_name, UIDL, hides="names"),
        Mutation("an extra line", X, _extra_line, LISTINGS),
        Mutation("no end", X, _no_end, LISTINGS | RETR),
        Mutation("-ERR", X, _refused),
        Mutation("neither +OK nor -ERR", X, _neither),
        Mutation("hangs up", X, _cut("hang up")),
        Mutation("falls silent", X, _cut("silence")),
        Mutation("pauses too long", X, _cut("long pause")),
    )
}
