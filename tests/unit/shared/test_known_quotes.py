"""What stands in an earlier message is known to be quoted; what two messages share by chance is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.known_quotes.reread import Divided, Reread, reread
from shared.known_quotes.words import EarlierText
from shared.known_quotes.words import earlier_text as text_of

QUESTION = (
    "Hello Marta,\n\nthe pump in hall three stopped again last night, a little after ten. Nobody had touched the "
    "valve, and the meter still shows four bar. Could you send somebody before Friday?"
)
OTHER = "The invoice for the filters came twice: once in May and once in June. Which of the two shall I pay?"
SIGNATURE = "Marta Quist\nField service, Quist & Sons\nHarbour Road 9, 24937 Flensburg\nTelephone 0461 555 0199"
LEGAL = (
    "This message is meant for its addressee alone. If you have received it in error please delete it and tell us. "
    "Nothing in it binds the company unless a director has signed it."
)
HEADER = "From: Ben Holm\nSent: Tuesday, 3 March 2026 09:12\nTo: Marta Quist\nSubject: Pump"
LONG = f"{QUESTION}\n\n{OTHER}"
STRANGE = "And much more that stands nowhere else in all of this thread."
COURTESY = "Please let me know if you have any questions about this."
ERRAND = "Bring the key and wait outside, as the gate is locked until the watchman has had his coffee."


def told_of(
    subject: str, text: str, quoted: str, earlier: list[EarlierText], writer: str = "marta@quist.test"
) -> Reread:
    return reread(Divided(writer, subject, text, quoted), earlier)


def earlier_text(own: str, rest: str, writer: str = "ben@mill.test") -> EarlierText:
    return text_of(writer, own, rest)


def wrapped(text: str, mark: str = "", width: int = 24) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(f"{mark}{line}")
            line = ""
        line += f"{word} "
    return "\n".join([*lines, f"{mark}{line}"])


@pytest.mark.parametrize(
    ("text", "new", "quoted"),
    [
        (f"On my way.\n\n{QUESTION}", "On my way.", QUESTION),
        (f"{QUESTION}\n\nOn my way.", "On my way.", QUESTION),
        (f"On my way.\n\n{wrapped(QUESTION)}", "On my way.", wrapped(QUESTION)),
        (f"On my way.\n\n{wrapped(QUESTION, '| ')}", "On my way.", wrapped(QUESTION, "| ")),
        (f"On my way.\n\n{wrapped(QUESTION, ' ] ')}", "On my way.", wrapped(QUESTION, " ] ")),
        (f"On my way.\n\n{HEADER}\n\n{QUESTION}", "On my way.", f"{HEADER}\n\n{QUESTION}"),
        (
            f"On my way.\n\nAm 3.3.2026 schrieb Ben:\n{QUESTION}",
            "On my way.",
            f"Am 3.3.2026 schrieb Ben:\n{QUESTION}",
        ),
        (f"You asked:\n{QUESTION}\n\nOn my way.", "You asked:\n\nOn my way.", QUESTION),
    ],
    ids=[
        "below",
        "above",
        "wrapped anew",
        "bars",
        "odd marks",
        "a header over it",
        "an attribution over it",
        "a colon",
    ],
)
def test_a_quote_without_marks_is_found(text: str, new: str, quoted: str) -> None:
    told = told_of("Re: Pump", text, "", [earlier_text(QUESTION, "")])
    assert (squeezed(told.reply_text), squeezed(told.quoted_text)) == (squeezed(new), squeezed(quoted))
    assert told.is_known is True


def test_answers_between_the_lines_stay() -> None:
    first, second = QUESTION.split("\n\n")[1], OTHER
    text = f"{first}\nYes, on Thursday.\n{second}\nThe one of May."
    told = told_of("Re: Pump", text, "", [earlier_text(LONG, "")])
    assert squeezed(told.reply_text) == "Yes, on Thursday. The one of May."
    assert squeezed(told.quoted_text) == squeezed(f"{first} {second}")


def test_a_link_that_was_written_anew_does_not_break_a_quote() -> None:
    before, after = (
        "The drawing of the new pump lies here, for all of you:",
        "Tell me by noon whether it fits the old frame.",
    )
    asked = f"Hello Marta,\n\n{before}\nhttps://mill.test/pump\n{after}\n\n{LEGAL}"
    text = f"{before}\nhttps://safe.test/?of=mill\n{after}\n\nIt fits."
    told = told_of("Re: Pump", text, "", [earlier_text(asked, "")])
    assert squeezed(told.reply_text) == "https://safe.test/?of=mill It fits."


def test_of_a_line_that_was_changed_nothing_is_hidden() -> None:
    text = f"See below.\n\n{QUESTION.replace('before Friday', 'before Monday')}"
    told = told_of("Re: Pump", text, "", [earlier_text(QUESTION, "")])
    assert "before Monday" in told.reply_text


def test_what_an_earlier_message_quotes_is_known_too() -> None:
    text = f"Agreed.\n\n{OTHER}\n\n{QUESTION}"
    told = told_of("Re: Pump", text, "", [earlier_text(OTHER, QUESTION)])
    assert told.reply_text == "Agreed."


@pytest.mark.parametrize(
    ("text", "earlier", "rest"),
    [
        ("Thanks", "Thanks", ""),
        ("Thanks!\nIt runs again.", "Thanks!\nCan you come?", ""),
        (f"It runs again.\n\n{SIGNATURE}", f"I shall come on Thursday.\n\n{SIGNATURE}", ""),
        (f"It runs again.\n\n{SIGNATURE}", f"Thanks!\n{SIGNATURE}", ""),
        (f"It runs again.\n\n{SIGNATURE}", "Good.", f"> I shall come.\n> {SIGNATURE}"),
        (f"It runs again.\n\n{LEGAL}", f"Please see to it.\n\n{LEGAL}", ""),
        (
            f"Thank you for writing to Quist & Sons, we have opened a case and look into it at once. {OTHER}",
            "Thank you for writing to Quist & Sons, we have opened a case and look into it at once. The pump is old.",
            "",
        ),
        (f"It is done.\n{COURTESY}\nThe bill follows by post.", f"We come at ten.\n{COURTESY}\n{ERRAND}", ""),
        (QUESTION, QUESTION, ""),
    ],
    ids=[
        *("one word", "thanks", "the same signature", "a short mail with it", "a quoted signature", "a legal notice"),
        *("the same greeting", "a courtesy", "sent again"),
    ],
)
def test_what_two_messages_share_without_a_quote_stays(text: str, earlier: str, rest: str) -> None:
    told = told_of("Re: Pump", text, "", [earlier_text(earlier, rest)])
    assert (told.reply_text, told.quoted_text, told.is_known) == (text, "", False)


ALERT = f"The pump in hall three stands still.\n{ERRAND}\nRead the page on pumps before you do anything at all."


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (f"{ALERT}\nSecond call.", "Second call."),
        (f"{ALERT.replace('three', 'four')}\nSecond call.", f"{ALERT.replace('three', 'four')}\nSecond call."),
        (f"See below.\n\n{HEADER}\n\n{ERRAND}", "See below."),
    ],
    ids=["all of it", "a form filled in anew", "under a header"],
)
def test_of_ones_own_earlier_message_a_part_is_no_quote_by_itself(text: str, new: str) -> None:
    told = told_of("Re: Pump", text, "", [earlier_text(ALERT, "")], writer="ben@mill.test")
    assert told.reply_text == new


@pytest.mark.parametrize("subject", ["Fwd: Pump", "WG: Pump", "Tr : Pump"])
def test_a_message_that_is_passed_on_is_part_of_what_is_said(subject: str) -> None:
    text = f"For you.\n\n{QUESTION}"
    assert told_of(subject, text, "", [earlier_text(QUESTION, "")]).reply_text == text


@pytest.mark.parametrize(
    ("quoted", "is_known"),
    [
        (f"On 3 March 2026 at 09:12, Ben Holm wrote:\n{wrapped(QUESTION, '> ')}", True),
        (f"{HEADER}\n\n{QUESTION}", True),
        (wrapped(LONG, "BH> "), True),
        (wrapped(OTHER, ">> "), True),
        ("> Could you send somebody", True),
        ("> before Friday", False),
        (f"On 3 March 2026, Ben wrote:\n{wrapped('A mail that nobody here has ever seen before today.', '> ')}", False),
        (
            f"{wrapped(QUESTION, '> ')}\n{wrapped(STRANGE, '> ')}",
            False,
        ),
        (f"{STRANGE * 9}\n{QUESTION}", False),
        ("On 3 March 2026 at 09:12, Ben Holm wrote:", False),
        ("> :-)", False),
        ("", False),
    ],
    ids=[
        *("under an attribution", "under a header", "initials", "two marks", "a few words", "too few words"),
        *("of no message", "and more", "under too much", "nothing but the attribution", "no words", "nothing"),
    ],
)
def test_a_marked_quote_is_known_where_an_earlier_message_has_it(quoted: str, is_known: bool) -> None:
    told = told_of("Re: Pump", "On my way.", quoted, [earlier_text(OTHER, ""), earlier_text(QUESTION, "")])
    assert (told.reply_text, told.quoted_text, told.is_known) == ("On my way.", quoted, is_known)


def test_languages_that_write_no_spaces() -> None:
    asked = "第三棟のポンプが昨夜十時過ぎにまた停止しました。弁には誰も触れておらず、圧力計は四を示しています。"
    told = told_of("Re: ポンプ", f"明日伺います。\n\n{asked}", "", [earlier_text(asked, "")])
    assert (told.reply_text, told.quoted_text, told.is_known) == ("明日伺います。", asked, True)
    polite = "お忙しいところ誠に恐れ入りますが、どうぞよろしくお願い申し上げます。"
    said = f"明日伺います。\n{polite}\n午後三時です。"
    assert (
        told_of("Re: ポンプ", said, "", [earlier_text(f"{asked}\n{polite}\n鍵は門にあります。", "")]).reply_text == said
    )


@pytest.mark.parametrize(
    "text",
    ["a " * 32_000, "a\n" * 32_000, "> " * 32_000, "x" * 65_000, "a:" * 30_000, "On 1:\n" * 10_000, "あ" * 60_000],
    ids=["words", "lines", "marks", "one word", "colons", "attributions", "without spaces"],
)
def test_any_text_takes_a_time_in_proportion(text: str) -> None:
    told = told_of("", text, text, [earlier_text(text, text)] * 21)
    assert told.reply_text == text


LINES = st.lists(st.sampled_from([*LONG.split(), "new", "\n", "\n\n", "> ", "wrote:", "12"]), max_size=120).map(
    " ".join
)


@given(LINES, LINES, LINES)
def test_every_line_is_in_exactly_one_text(text: str, quoted: str, earlier: str) -> None:
    told = told_of("Re: x", text, quoted, [earlier_text(earlier, ""), earlier_text(QUESTION, OTHER)])
    assert sorted(lines(told.reply_text) + lines(told.quoted_text)) == sorted(lines(text) + lines(quoted))


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def squeezed(text: str) -> str:
    return " ".join(text.split())
