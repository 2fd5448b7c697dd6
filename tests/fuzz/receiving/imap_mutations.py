"""In which ways an IMAP server's answers go wrong."""

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tests.fuzz.pieces import delivered, garbage, said_no
from tests.fuzz.receiving import imap_harmless as harmless
from tests.fuzz.receiving.imap_answer import Form, ImapAnswer, Line
from tests.fuzz.receiving.imap_harmless import Change, each_body, each_fetch, is_search, without
from tests.fuzz.strikes import Level, Mutation

FETCH = frozenset({"UID FETCH"})
SEARCH = frozenset({"UID SEARCH"})
SEARCHES = SEARCH | {"UID SEARCH SINCE"}
OPENING = frozenset({"EXAMINE", "STATUS"})
COUNTING = frozenset({"EXAMINE", "NOOP", "push"})
# What the server shows, what it counts and where it ends: two of these that agree on a lie are no lie any more.
FORBIDDEN_LIES = (frozenset({"search", "count"}), frozenset({"search", "end"}))
_EXISTS = re.compile(rb"(\d+) EXISTS")
_UIDNEXT = re.compile(rb"UIDNEXT (\d+)")


def _missing_line(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    lines = list(answer.untagged)
    if not lines:
        return answer
    del lines[rng.randrange(len(lines))]
    return answer.with_untagged(lines)


def _late(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """The newest message is not listed yet."""
    newest = next((line for line in reversed(answer.untagged) if line.is_fetch), None)
    return answer.with_untagged([line for line in answer.untagged if line is not newest]) if newest else answer


def _late_in_search(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return answer.with_untagged(
        [Line(line.head.rpartition(b" ")[0] or line.head) if is_search(line) else line for line in answer.untagged]
    )


def _unanswered(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return replace(answer, lines=answer.untagged)


def _other_tag(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    tag = rng.choice((b"ZZZZ9", b"A", b"", b"*", b"+"))
    return replace(answer, lines=(*answer.untagged, *(replace(line, tag=tag) for line in answer.last)))


def _refused(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    kept = answer.untagged[: rng.randint(0, len(answer.untagged))]
    head = rng.choice((b"NO ", b"BAD ")) + said_no(rng)
    return replace(answer, lines=(*kept, *(replace(line, head=head) for line in answer.last)))


def _bye(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    lines = list(answer.lines)
    lines.insert(rng.randint(0, len(lines)), Line(b"BYE " + said_no(rng)))
    return replace(answer, lines=tuple(lines))


def _garbage(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """But where history begins: `{5}` swallows the answer, and then there is none (RFC 9051 §6.4.4)."""
    if answer.command == "UID SEARCH SINCE":
        return answer
    lines = list(answer.lines)
    lines.insert(rng.randint(0, len(lines)), Line(garbage(rng), tag=rng.choice((b"*", b"", b"+", b"5"))))
    return replace(answer, lines=tuple(lines))


def _nil(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    form = rng.choice((Form.NIL, Form.EMPTY))
    return each_body(answer, lambda body: replace(body, form=form) if rng.random() < 0.7 else body)


def _non_synchronising(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return each_body(answer, lambda body: replace(body, form=Form.NON_SYNCHRONISING))


def _miscounted(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    off = rng.choice((-7, -2, -1, 1, 2, 9, 500, 10**6, 10**12))
    return each_body(answer, lambda body: replace(body, miscounted=off))


def _same_uid(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """All answers carry the first one's UID."""
    first = next((value for line in answer.untagged for name, value in line.items if name == b"UID"), None)
    if first is None:
        return answer
    return each_fetch(
        answer, lambda line: replace(line, items=tuple((n, first if n == b"UID" else v) for n, v in line.items))
    )


def _uidnext_too_low(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    """Now and then: a server that never shows its end can only be found out by the audit's list of all uids."""
    return _numbers(_UIDNEXT, (-3, -1))(answer, rng) if rng.random() < 0.5 else answer


def _numbers(pattern: re.Pattern[bytes], changes: Sequence[int]) -> Change:
    def change(answer: ImapAnswer, rng: Random) -> ImapAnswer:
        by = rng.choice(changes)

        def other(line: Line) -> Line:
            def number(found: re.Match[bytes]) -> bytes:
                return found[0].replace(found[1], b"%d" % max(0, int(found[1]) + by))

            return replace(line, head=pattern.sub(number, line.head))

        return answer.with_untagged([other(line) for line in answer.untagged])

    return change


def _no_uidvalidity(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    return answer.with_untagged([line for line in answer.untagged if b"UIDVALIDITY" not in line.head])


def _poorer(answer: ImapAnswer, rng: Random) -> ImapAnswer:
    offered = rng.choice((b"CAPABILITY IMAP4rev1", b"CAPABILITY IMAP4", b"CAPABILITY", b"CAPABILITY LOGINDISABLED"))
    return answer.with_untagged([Line(offered) for _ in answer.untagged])


def _cut(how: str) -> Change:
    def change(answer: ImapAnswer, rng: Random) -> ImapAnswer:
        return replace(answer, deliver=delivered(how, rng))

    return change


def _one(
    name: str, level: Level, change: Change, to: frozenset[str] = frozenset(), hides: str = ""
) -> tuple[str, Mutation[ImapAnswer]]:
    return name, Mutation(name, level, change, to, hides)


H, X = Level.HARMLESS, Level.HURTING
IMAP_MUTATIONS = dict(
    (
        _one("letter case", H, harmless.letter_case),
        _one("more blanks", H, harmless.blanks),
        _one("order of lines", H, harmless.order_of_lines, FETCH | SEARCHES | OPENING),
        _one("order of items", H, harmless.order_of_items, FETCH),
        _one("a FETCH twice", H, harmless.twice, FETCH),
        _one("SEARCH in pieces", H, harmless.search_in_pieces, SEARCHES),
        _one(
            "unasked lines",
            H,
            harmless.unasked,
            FETCH | SEARCHES | OPENING | {"NOOP", "CAPABILITY", "LOGIN", "DONE", "push"},
        ),
        _one("quoted or literal8", H, harmless.strings, FETCH),
        _one("no size", H, without(b"RFC822.SIZE"), FETCH),
        _one("no date", H, without(b"INTERNALDATE"), FETCH),
        _one("no flags", H, without(b"FLAGS"), FETCH),
        _one("no UIDNEXT", H, harmless.without_uidnext, frozenset({"EXAMINE"})),
        _one("another ending", H, harmless.ending, FETCH | SEARCHES | OPENING | {"NOOP", "LOGIN", "CAPABILITY", "ID"}),
        _one("split packets", H, _cut("split")),
        _one("slow", H, _cut("slow")),
        _one("a missing line", X, _missing_line, FETCH | OPENING | {"NOOP", "push", "CAPABILITY"}),
        _one("listed late", X, _late, FETCH),
        _one("found late", X, _late_in_search, SEARCH, hides="search"),
        _one("no end", X, _unanswered),
        _one("another tag", X, _other_tag),
        _one("NO or BAD", X, _refused),
        _one("BYE", X, _bye),
        _one("garbage", X, _garbage),
        _one("NIL or nothing", X, _nil, FETCH),
        _one("a non-synchronising literal", X, _non_synchronising, FETCH),
        _one("a miscounted literal", X, _miscounted, FETCH),
        _one("one UID for all", X, _same_uid, FETCH),
        _one("no UID", X, without(b"UID"), FETCH),
        _one("EXISTS wrong", X, _numbers(_EXISTS, (-2, -1, 1, 5)), COUNTING, hides="count"),
        _one("UIDNEXT too low", X, _uidnext_too_low, OPENING, hides="end"),
        _one("no UIDVALIDITY", X, _no_uidvalidity, OPENING),
        _one("other capabilities", X, _poorer, frozenset({"CAPABILITY"})),
        _one("hangs up", X, _cut("hang up")),
        _one("falls silent", X, _cut("silence")),
        _one("pauses too long", X, _cut("long pause")),
    )
)
