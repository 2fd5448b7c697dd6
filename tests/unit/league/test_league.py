"""The league: what each program must print, and what becomes of given scores."""

import sys
from pathlib import Path

import pytest

from tests.bench.failure import BenchError
from tests.league.competitors import MAILWEAVE, RIVALS, ROOT, Competitor
from tests.league.contract import require
from tests.league.programs.adapter import answer, as_line
from tests.league.table import Share, Standing, markdown, not_ahead

HERE = Path(sys.executable)
OURS_TOO = {"email_default", "email_compat32", "fast_mail_parser"}
"""Rivals whose library is in our own environment; `make league` requires the same of all others before it counts."""
LETTERS = Competitor("letters", "letters", frozenset({"subject", "from"}))
BOUNCES = Competitor("bounces", "bounces", frozenset({"report"}))


@pytest.mark.parametrize(
    "competitor", [MAILWEAVE, *(each for each in RIVALS if each.program in OURS_TOO)], ids=lambda each: each.program
)
def test_a_program_prints_its_fields(competitor: Competitor, tmp_path: Path) -> None:
    require(competitor, competitor.command(HERE), tmp_path)


def test_every_program_takes_part() -> None:
    programs = {path.stem for path in (ROOT / "tests/league/programs").glob("*.py")}
    assert programs == {"__init__", "adapter", "mailweave", *(each.program for each in RIVALS)}


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ('{"file": "", "subject": "Caf\\u00e9 on Friday"}', "gives"),
        ('{"file": "", "subject": "Cafe", "from": [{"address": "ada@north.example"}]}', "reads subject"),
        ('{"file": "", "error": "the library raised"}', "gives"),
    ],
    ids=["a field less", "a wrong one", "an error"],
)
def test_a_program_that_says_something_else_is_named(printed: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=f"letters {said}"):
        require(LETTERS, [sys.executable, "-c", f"print({printed!r})"], tmp_path)


def test_a_program_that_does_not_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="letters does not run: ModuleNotFoundError"):
        require(LETTERS, [sys.executable, "-c", "import no_such_library"], tmp_path)


def test_a_library_that_raises_is_an_error_of_that_message_alone() -> None:
    assert answer(lambda raw: {"subject": raw.decode("ascii")}, b"\xff") == {"error": "the library raised"}
    assert answer(lambda raw: {"subject": raw.decode("ascii")}, b"a") == {"subject": "a"}


def test_half_a_surrogate_pair_is_printed() -> None:
    assert as_line({"subject": "a\udcffb", "text": "\u00e9"}) == '{"subject": "a?b", "text": "\u00e9"}'


SUBJECT, BOUNCE, REPORTS = "mime: subject", "bounces: recipients exact", "ham not taken for a report"
OURS = Standing(
    MAILWEAVE, {SUBJECT: Share(9, 10), BOUNCE: Share(4, 5), REPORTS: Share(7, 7), "mime: text": Share(3, 3)}, 1500.4
)


def test_the_table_has_a_row_for_what_was_asked_and_a_dash_for_what_is_not_given() -> None:
    rival = Standing(LETTERS, {SUBJECT: Share(8, 10), BOUNCE: Share(0, 5), REPORTS: Share(7, 7)}, 400)
    assert markdown([OURS, rival]).splitlines() == [
        "|  | Mailweave | letters |",
        "| --- | --- | --- |",
        "| subject | 9 of 10 | 8 of 10 |",
        "| text | 3 of 3 | – |",
        "| failed recipients of a bounce, exactly | 4 of 5 | – |",
        "| ordinary mail, not taken for a report | 7 of 7 | – |",
        "| messages a second of one core | 1,500 | 400 |",
    ]


@pytest.mark.parametrize(
    ("name", "is_asked_of"),
    [
        ("bounces of Sisimai: reason", BOUNCES),
        ("list replies of 2019", Competitor("replies", "replies", frozenset({"reply_text"}))),
        ("mime, 5 parsers: subject", LETTERS),
        ("mime, 5 parsers: date", LETTERS),
    ],
    ids=["bounces", "replies", "a field", "no field"],
)
def test_a_figure_of_another_scorer_has_its_row(name: str, is_asked_of: Competitor) -> None:
    everybody = [LETTERS, BOUNCES, Competitor("replies", "replies", frozenset({"reply_text"}))]
    table = markdown([Standing(each, {name: Share(1, 2)}, 1) for each in everybody]).splitlines()
    assert (
        table[2] == f"| {name} | " + " | ".join("1 of 2" if each == is_asked_of else "–" for each in everybody) + " |"
    )


@pytest.mark.parametrize(
    ("rival", "lines"),
    [
        (Standing(LETTERS, {SUBJECT: Share(8, 10)}, 400), []),
        (Standing(LETTERS, {SUBJECT: Share(9, 10)}, 400), ["subject: letters 9 of 10, Mailweave 9"]),
        (Standing(LETTERS, {SUBJECT: Share(10, 10)}, 400), ["subject: letters 10 of 10, Mailweave 9"]),
        (Standing(BOUNCES, {REPORTS: Share(7, 7), BOUNCE: Share(3, 5)}, 400), []),
        (
            Standing(LETTERS, {SUBJECT: Share(8, 10), BOUNCE: Share(5, 5)}, 2000),
            ["messages a second of one core: letters 2,000, Mailweave 1,500"],
        ),
    ],
    ids=["ahead", "level", "behind", "level where all is right", "slower, and not asked"],
)
def test_where_we_are_not_ahead_is_said(rival: Standing, lines: list[str]) -> None:
    assert not_ahead(OURS, [rival]) == lines
