"""What somebody newly wrote, from the plain body or else from the HTML. Total, and linear in the length of the body."""

import re
from collections.abc import Sequence
from itertools import compress

from services.parser.domain.reply.divide import divided
from services.parser.domain.reply.html_lines import html_lines, names_quotes
from services.parser.domain.reply.marks import is_forward_subject
from services.parser.domain.reply.parts import Part, Reply

_OF_A_REPLY = (Part.NEW, Part.QUOTED, Part.SIGNATURE)
_FOUR_ENDS = "\n\n\n\n"
_BLANK_LINES = re.compile("\n{4,}")


def read_reply(plain: str, html: str, subject: str, *, is_report: bool = False) -> Reply:
    """By the plain body, where there is one; by the HTML where only that marks a quote. A report is not divided."""
    if is_report and plain.strip():
        return Reply(plain, is_whole=True)
    is_forward = is_forward_subject(subject)
    if plain.strip():
        found = _plain_reply(plain, is_forward=is_forward)
        if found.quoted or is_forward or not names_quotes(html):
            return found
        by_structure = _html_reply(html, is_forward=is_forward)
        return by_structure if by_structure.quoted and by_structure.text else found
    return _html_reply(html, is_forward=is_forward)


def _plain_reply(plain: str, *, is_forward: bool) -> Reply:
    lines = plain.split("\n")
    return _joined(lines, divided(lines, (), is_forward=is_forward), whole=plain)


def _html_reply(html: str, *, is_forward: bool) -> Reply:
    lines, given = html_lines(html)
    return _joined(lines, divided(lines, given, is_forward=is_forward))


def _joined(lines: Sequence[str], parts: Sequence[Part], whole: str | None = None) -> Reply:
    if Part.QUOTED not in parts and Part.SIGNATURE not in parts:
        return Reply(whole if whole is not None else _text(lines), is_whole=whole is not None)
    new, quoted, signature = (_text(list(compress(lines, map(kind.__eq__, parts)))) for kind in _OF_A_REPLY)
    return Reply(new, quoted, signature)


def _text(lines: Sequence[str]) -> str:
    """The lines without the blank ones around them, and without more than two blank ones in a row."""
    text = "\n".join(lines).strip("\n\r\t \u00a0")
    return _BLANK_LINES.sub("\n\n\n", text) if _FOUR_ENDS in text else text
