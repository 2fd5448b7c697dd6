"""In which ways an SMTP server's replies go wrong."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.pieces import delivered, garbage, said_no
from tests.fuzz.sending.smtp_answer import SmtpAnswer
from tests.fuzz.strikes import Level, Mutation

Change = Callable[[SmtpAnswer, Random], SmtpAnswer]
TRANSACTION = frozenset({"MAIL", "RCPT", "."})
LAST = frozenset({"."})
ALL = frozenset({"greeting", "EHLO", "HELO", "MAIL", "RCPT", "DATA", ".", "RSET", "QUIT"})
# A reply too many is told from the next command's only while it comes with its own.
FORBIDDEN_PAIRS = (frozenset({"one too many", "pace"}),)


def _several_lines(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, texts=(*["more of it"] * rng.randint(1, 5), *answer.texts))


def _no_text(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, texts=("",) * len(answer.texts))


def _odd_positive(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, code=rng.choice((251, 252, 200, 299))) if answer.is_positive else answer


def _bare_line_ends(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, line_end=b"\n")


def _texts(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    extra = rng.choice(("  two", "\t", " \x00\x1b[1m", " \udce9", " 550 5.0.0", " " + "x" * 400))
    return replace(answer, texts=(*answer.texts[:-1], answer.texts[-1] + extra))


def _refused(*codes: int) -> Change:
    def change(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
        code = rng.choice(codes)
        words = f"{code // 100}.{rng.randint(0, 7)}.{rng.randint(0, 9)} " + said_no(rng).decode("latin-1")
        return replace(answer, code=code, texts=(words,))

    return change


def _garbage(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    said = garbage(rng)
    return answer if said.startswith(b"2") else replace(answer, instead=said + b"\r\n", also=b"")


def _one_more(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    if answer.instead is not None:  # it would be the only one
        return answer
    return replace(answer, also=rng.choice((b"250 ok\r\n", b"354 go on\r\n", b"421 bye\r\n", b"hello\r\n")))


def _nothing(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, instead=b"", also=b"")


MORE = "more of it"


def _unfinished(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
    return replace(answer, instead=f"{answer.code}-{MORE}\r\n".encode() * rng.choice((1, 3, 9000)), also=b"")


def _cut(how: str) -> Change:
    def change(answer: SmtpAnswer, rng: Random) -> SmtpAnswer:
        return replace(answer, deliver=delivered(how, rng))

    return change


H, X = Level.HARMLESS, Level.HURTING
SMTP_MUTATIONS = {
    mutation.name: mutation
    for mutation in (
        Mutation("several lines", H, _several_lines, ALL - {"EHLO"}),
        Mutation("no text", H, _no_text, ALL - {"EHLO"}),
        Mutation("another 2yz", H, _odd_positive, TRANSACTION | {"RSET"}),
        Mutation("bare line ends", H, _bare_line_ends),
        Mutation("other texts", H, _texts, ALL - {"EHLO"}),
        Mutation("split packets", H, _cut("split"), hides="pace"),
        Mutation("slow", H, _cut("slow"), hides="pace"),
        Mutation("4yz", X, _refused(450, 451, 452, 432, 454, 499)),
        Mutation("5yz", X, _refused(550, 552, 553, 554, 500, 535, 599)),
        Mutation("421", X, _refused(421)),
        Mutation("a code that is none", X, _refused(100, 199, 300, 354, 399, 600, 999, 0)),
        Mutation("garbage", X, _garbage),
        Mutation("one reply too many", X, _one_more, hides="one too many"),
        Mutation("no reply", X, _nothing),
        Mutation("a reply without end", X, _unfinished),
        Mutation("hangs up", X, _cut("hang up"), hides="pace"),
        Mutation("falls silent", X, _cut("silence"), hides="pace"),
        Mutation("pauses too long", X, _cut("long pause"), hides="pace"),
        # Where it decides whether a message is sent twice or never:
        Mutation("no last reply", X, _nothing, LAST),
        Mutation("hangs up at the last reply", X, _cut("hang up"), LAST, hides="pace"),
        Mutation("garbage as the last reply", X, _garbage, LAST),
        Mutation("DATA refused", X, _refused(421, 451, 554), frozenset({"DATA"})),
        Mutation("a last word", X, _refused(421, 451, 552, 554), LAST),
    )
}
